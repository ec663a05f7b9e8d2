/** The system in today's form. */
import type { SystemInfo, SystemVersion } from "../../api/generated/models.ts";
import { apiVersion, engineVersion, minApiVersion } from "../about.ts";
import type { EngineState } from "../state.ts";
import { date } from "./durations.ts";
import type { SystemForm } from "./form.ts";

const noCommit = { ID: "" };

export const modernSystem: SystemForm = {
  version(): SystemVersion {
    return {
      Platform: { Name: "dks embedded engine" },
      Components: [
        {
          Name: "Engine",
          Version: engineVersion,
          Details: { ApiVersion: apiVersion, MinAPIVersion: minApiVersion, Os: "linux", Arch: "amd64" },
        },
      ],
      Version: engineVersion,
      ApiVersion: apiVersion,
      MinAPIVersion: minApiVersion,
      GitCommit: "",
      GoVersion: "",
      Os: "linux",
      Arch: "amd64",
      KernelVersion: "",
      BuildTime: "",
    };
  },

  info(engine: EngineState): SystemInfo {
    const containers = engine.containers.list();
    const running = containers.filter((container) => container.running).length;
    return {
      ID: engine.id,
      Containers: containers.length,
      ContainersRunning: running,
      ContainersPaused: 0,
      ContainersStopped: containers.length - running,
      Images: engine.images.size,
      Driver: "memory",
      DriverStatus: [],
      DockerRootDir: "",
      Plugins: { Volume: [], Network: [], Authorization: [], Log: [] },
      MemoryLimit: false,
      SwapLimit: false,
      CpuCfsPeriod: false,
      CpuCfsQuota: false,
      CPUShares: false,
      CPUSet: false,
      PidsLimit: false,
      OomKillDisable: false,
      IPv4Forwarding: false,
      Debug: false,
      NFd: 0,
      NGoroutines: 0,
      SystemTime: date(engine.clock()),
      LoggingDriver: "memory",
      CgroupDriver: "none",
      NEventsListener: 0,
      KernelVersion: "",
      OperatingSystem: "dks embedded engine",
      OSVersion: "",
      OSType: "linux",
      Architecture: "x86_64",
      NCPU: 1,
      MemTotal: 0,
      IndexServerAddress: "https://index.docker.io/v1/",
      RegistryConfig: {
        IndexConfigs: { "docker.io": { Name: "docker.io", Mirrors: [], Secure: true, Official: true } },
        InsecureRegistryCIDRs: ["127.0.0.0/8"],
        Mirrors: [],
      },
      HttpProxy: "",
      HttpsProxy: "",
      NoProxy: "",
      Name: "dks",
      Labels: [],
      ExperimentalBuild: false,
      ServerVersion: engineVersion,
      Runtimes: { userland: { path: "userland" } },
      DefaultRuntime: "userland",
      Swarm: { LocalNodeState: "inactive" } as SystemInfo["Swarm"],
      LiveRestoreEnabled: false,
      Isolation: "",
      InitBinary: "",
      ContainerdCommit: noCommit,
      RuncCommit: noCommit,
      InitCommit: noCommit,
      SecurityOptions: [],
      Warnings: [],
    };
  },

  loggedIn(): unknown {
    return { IdentityToken: "", Status: "Login Succeeded" };
  },

  remembersLogin: false,
};
