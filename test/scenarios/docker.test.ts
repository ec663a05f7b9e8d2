import { showScenarios } from "./suite.ts";

showScenarios("docker");
