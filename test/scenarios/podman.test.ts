import { showScenarios } from "./suite.ts";

showScenarios("podman");
