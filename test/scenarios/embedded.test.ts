import { showScenarios } from "./suite.ts";

showScenarios("embedded");
