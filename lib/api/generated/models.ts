/**
 * The bodies of Docker's Engine API 1.56, as types; what answers of API 1.41 have besides is there too.
 *
 * Generated from Docker's specification by scripts/dev/generate-models.ts. Do not edit: change the generator and run it again.
 */

/** Docker's `Address`. */
export interface Address {
  Addr?: string;
  PrefixLen?: number;
}

/** Docker's `AuthConfig`. */
export interface AuthConfig {
  username?: string;
  password?: string;
  serveraddress?: string;
  /** Not in API 1.56. */
  email?: string;
}

/** Docker's `AuthResponse`. */
export interface AuthResponse {
  Status: string;
  IdentityToken?: string;
}

/** Docker's `BuildIdentity`. */
export interface BuildIdentity {
  Ref?: string;
  CreatedAt?: string;
}

/** Docker's `BuildInfo`. */
export interface BuildInfo {
  id?: string;
  stream?: string;
  errorDetail?: ErrorDetail | null;
  status?: string;
  progressDetail?: ProgressDetail | null;
  aux?: ImageID | null;
  /** Not in API 1.56. */
  error?: string;
  /** Not in API 1.56. */
  progress?: string;
}

/** Docker's `ChangeType`. */
export type ChangeType = 0 | 1 | 2;

/** Docker's `ClusterInfo`. */
export interface ClusterInfo {
  ID?: string;
  Version?: ObjectVersion | null;
  CreatedAt?: string;
  UpdatedAt?: string;
  Spec?: SwarmSpec | null;
  TLSInfo?: TLSInfo | null;
  RootRotationInProgress?: boolean;
  DataPathPort?: number;
  DefaultAddrPool?: string[] | null;
  SubnetSize?: number;
}

/** Docker's `Commit`. */
export interface Commit {
  ID?: string;
  /** Not in API 1.56. */
  Expected?: string;
}

/** Docker's `ContainerConfig`. */
export interface ContainerConfig {
  Hostname?: string;
  Domainname?: string;
  User?: string;
  AttachStdin?: boolean;
  AttachStdout?: boolean;
  AttachStderr?: boolean;
  ExposedPorts?: Record<string, Record<string, never>> | null;
  Tty?: boolean;
  OpenStdin?: boolean;
  StdinOnce?: boolean;
  Env?: string[] | null;
  Cmd?: string[] | null;
  Healthcheck?: HealthConfig | null;
  ArgsEscaped?: boolean | null;
  Image?: string;
  Volumes?: Record<string, Record<string, never>> | null;
  WorkingDir?: string;
  Entrypoint?: string[] | null;
  NetworkDisabled?: boolean | null;
  OnBuild?: string[] | null;
  Labels?: Record<string, string> | null;
  StopSignal?: string | null;
  StopTimeout?: number | null;
  Shell?: string[] | null;
  /** Not in API 1.56. */
  MacAddress?: string;
}

/** Docker's `ContainerCreateResponse`. */
export interface ContainerCreateResponse {
  Id: string;
  Warnings: string[] | null;
}

/** Docker's `ContainerInspectResponse`. */
export interface ContainerInspectResponse {
  Id: string;
  Created?: string | null;
  Path: string;
  Args: string[];
  State: ContainerState;
  Image: string;
  ResolvConfPath: string;
  HostnamePath: string;
  HostsPath: string;
  LogPath?: string | null;
  Name: string;
  RestartCount: number;
  Driver: string;
  Platform: string;
  /** Not in API 1.41. */
  ImageManifestDescriptor?: OCIDescriptor | null;
  MountLabel: string;
  ProcessLabel: string;
  AppArmorProfile: string;
  ExecIDs?: string[] | null;
  HostConfig: HostConfig;
  GraphDriver?: DriverData | null;
  /** Not in API 1.41. */
  Storage?: Storage | null;
  SizeRw?: number | null;
  SizeRootFs?: number | null;
  Mounts: MountPoint[];
  Config: ContainerConfig;
  NetworkSettings: NetworkSettings;
}

/** Docker's `ContainerState`. */
export interface ContainerState {
  Status: "created" | "running" | "paused" | "restarting" | "removing" | "exited" | "dead";
  Running: boolean;
  Paused: boolean;
  Restarting: boolean;
  OOMKilled: boolean;
  Dead: boolean;
  Pid: number;
  ExitCode: number;
  Error: string;
  StartedAt: string;
  FinishedAt: string;
  Health?: Health | null;
}

/** Docker's `ContainerSummary`. */
export interface ContainerSummary {
  Id: string;
  Names: string[];
  Image: string;
  ImageID: string;
  /** Not in API 1.41. */
  ImageManifestDescriptor?: OCIDescriptor | null;
  Command: string;
  Created: number;
  Ports: PortSummary[];
  SizeRw?: number | null;
  SizeRootFs?: number | null;
  Labels: Record<string, string>;
  State: "created" | "running" | "paused" | "restarting" | "exited" | "removing" | "dead";
  Status: string;
  HostConfig: {
    NetworkMode?: string;
    Annotations?: Record<string, string> | null;
  };
  NetworkSettings: {
    Networks: Record<string, EndpointSettings>;
  };
  Mounts: MountPoint[];
  /** Not in API 1.41. */
  Health?: {
    Status: "none" | "starting" | "healthy" | "unhealthy";
    FailingStreak: number;
  };
}

/** Docker's `ContainerTopResponse`. */
export interface ContainerTopResponse {
  Titles: string[];
  Processes: string[][];
}

/** Docker's `ContainerWaitExitError`. */
export interface ContainerWaitExitError {
  Message?: string;
}

/** Docker's `ContainerWaitResponse`. */
export interface ContainerWaitResponse {
  StatusCode: number;
  Error?: ContainerWaitExitError | null;
}

/** Docker's `ContainerdInfo`. */
export interface ContainerdInfo {
  Address?: string;
  Namespaces?: {
    Containers?: string;
    Plugins?: string;
  };
}

/** Docker's `CreateImageInfo`. */
export interface CreateImageInfo {
  id?: string;
  errorDetail?: ErrorDetail | null;
  status?: string;
  progressDetail?: ProgressDetail | null;
  /** Not in API 1.56. */
  error?: string;
  /** Not in API 1.56. */
  progress?: string;
}

/** Docker's `DeviceInfo`. */
export interface DeviceInfo {
  Source?: string;
  ID?: string;
}

/** Docker's `DeviceMapping`. */
export interface DeviceMapping {
  PathOnHost?: string;
  PathInContainer?: string;
  CgroupPermissions?: string;
}

/** Docker's `DeviceRequest`. */
export interface DeviceRequest {
  Driver?: string;
  Count?: number;
  DeviceIDs?: string[] | null;
  Capabilities?: string[][] | null;
  Options?: Record<string, string> | null;
}

/** Docker's `DriverData`. */
export interface DriverData {
  Name: string;
  Data: Record<string, string> | null;
}

/** Docker's `EndpointIPAMConfig`. */
export interface EndpointIPAMConfig {
  IPv4Address?: string;
  IPv6Address?: string;
  LinkLocalIPs?: string[] | null;
}

/** Docker's `EndpointSettings`. */
export interface EndpointSettings {
  IPAMConfig?: EndpointIPAMConfig | null;
  Links?: string[] | null;
  MacAddress?: string;
  Aliases?: string[] | null;
  DriverOpts?: Record<string, string> | null;
  /** Not in API 1.41. */
  GwPriority?: number;
  NetworkID?: string;
  EndpointID?: string;
  Gateway?: string;
  IPAddress?: string;
  IPPrefixLen?: number;
  IPv6Gateway?: string;
  GlobalIPv6Address?: string;
  GlobalIPv6PrefixLen?: number;
  /** Not in API 1.41. */
  DNSNames?: string[] | null;
}

/** Docker's `ErrorDetail`. */
export interface ErrorDetail {
  code?: number;
  message?: string;
}

/** Docker's `ErrorResponse`. */
export interface ErrorResponse {
  message: string;
}

/** Docker's `FilesystemChange`. */
export interface FilesystemChange {
  Path: string;
  Kind: ChangeType;
}

/** Docker's `FirewallInfo`. */
export interface FirewallInfo {
  Driver?: string;
  Info?: string[][] | null;
}

/** Docker's `GenericResources`. */
export type GenericResources = Array<{
  NamedResourceSpec?: {
    Kind?: string;
    Value?: string;
  };
  DiscreteResourceSpec?: {
    Kind?: string;
    Value?: number;
  };
}>;

/** Docker's `Health`. */
export interface Health {
  Status: "none" | "starting" | "healthy" | "unhealthy";
  FailingStreak: number;
  Log: HealthcheckResult[];
}

/** Docker's `HealthConfig`. */
export interface HealthConfig {
  Test?: string[] | null;
  Interval?: number;
  Timeout?: number;
  Retries?: number;
  StartPeriod?: number;
  /** Not in API 1.41. */
  StartInterval?: number;
}

/** Docker's `HealthcheckResult`. */
export interface HealthcheckResult {
  Start: string;
  End: string;
  ExitCode: number;
  Output: string;
}

/** Docker's `HostConfig`. */
export interface HostConfig extends Resources {
  Binds?: string[] | null;
  ContainerIDFile?: string;
  LogConfig?: {
    Type?: string;
    Config?: Record<string, string> | null;
  };
  NetworkMode?: string;
  PortBindings?: PortMap | null;
  RestartPolicy?: RestartPolicy | null;
  AutoRemove?: boolean;
  VolumeDriver?: string;
  VolumesFrom?: string[] | null;
  Mounts?: Mount[] | null;
  ConsoleSize?: [number, number] | null;
  /** Not in API 1.41. */
  Annotations?: Record<string, string> | null;
  CapAdd?: string[] | null;
  CapDrop?: string[] | null;
  CgroupnsMode?: "private" | "host";
  Dns?: string[] | null;
  DnsOptions?: string[] | null;
  DnsSearch?: string[] | null;
  ExtraHosts?: string[] | null;
  GroupAdd?: string[] | null;
  IpcMode?: string;
  Cgroup?: string;
  Links?: string[] | null;
  OomScoreAdj?: number;
  PidMode?: string;
  Privileged?: boolean;
  PublishAllPorts?: boolean;
  ReadonlyRootfs?: boolean;
  SecurityOpt?: string[] | null;
  StorageOpt?: Record<string, string> | null;
  Tmpfs?: Record<string, string> | null;
  UTSMode?: string;
  UsernsMode?: string;
  ShmSize?: number;
  Sysctls?: Record<string, string> | null;
  Runtime?: string | null;
  Isolation?: "default" | "process" | "hyperv" | "";
  MaskedPaths?: string[] | null;
  ReadonlyPaths?: string[] | null;
}

/** Docker's `IDResponse`. */
export interface IDResponse {
  Id: string;
}

/** Docker's `Identity`. */
export interface Identity {
  Signature?: SignatureIdentity[] | null;
  Pull?: PullIdentity[] | null;
  Build?: BuildIdentity[] | null;
}

/** Docker's `ImageConfig`. */
export interface ImageConfig {
  User?: string;
  ExposedPorts?: Record<string, Record<string, never>> | null;
  Env?: string[] | null;
  Cmd?: string[] | null;
  Healthcheck?: HealthConfig | null;
  ArgsEscaped?: boolean | null;
  Volumes?: Record<string, Record<string, never>> | null;
  WorkingDir?: string;
  Entrypoint?: string[] | null;
  OnBuild?: string[] | null;
  Labels?: Record<string, string> | null;
  StopSignal?: string | null;
  Shell?: string[] | null;
  /** Not in API 1.56. */
  Hostname?: string;
  /** Not in API 1.56. */
  Domainname?: string;
  /** Not in API 1.56. */
  AttachStdin?: boolean;
  /** Not in API 1.56. */
  AttachStdout?: boolean;
  /** Not in API 1.56. */
  AttachStderr?: boolean;
  /** Not in API 1.56. */
  Tty?: boolean;
  /** Not in API 1.56. */
  OpenStdin?: boolean;
  /** Not in API 1.56. */
  StdinOnce?: boolean;
  /** Not in API 1.56. */
  Image?: string;
  /** Not in API 1.56. */
  NetworkDisabled?: boolean;
  /** Not in API 1.56. */
  MacAddress?: string;
  /** Not in API 1.56. */
  StopTimeout?: number;
}

/** Docker's `ImageDeleteResponseItem`. */
export interface ImageDeleteResponseItem {
  Untagged?: string;
  Deleted?: string;
}

/** Docker's `ImageHistoryResponseItem`. */
export interface ImageHistoryResponseItem {
  Id: string;
  Created: number;
  CreatedBy: string;
  Tags: string[] | null;
  Size: number;
  Comment: string;
}

/** Docker's `ImageID`. */
export interface ImageID {
  ID?: string;
}

/** Docker's `ImageInspect`. */
export interface ImageInspect {
  Id: string;
  /** Not in API 1.41. */
  Descriptor?: OCIDescriptor | null;
  /** Not in API 1.41. */
  Manifests?: ImageManifestSummary[] | null;
  /** Not in API 1.41. */
  Identity?: Identity | null;
  RepoTags: string[];
  RepoDigests: string[];
  Comment?: string | null;
  Created?: string | null;
  Author?: string | null;
  Config: ImageConfig;
  Architecture: string;
  Variant?: string | null;
  Os: string;
  OsVersion?: string | null;
  Size: number;
  GraphDriver?: DriverData | null;
  RootFS: {
    Type: string;
    Layers?: string[] | null;
  };
  Metadata: {
    LastTagTime?: string | null;
  };
  /** Not in API 1.56. */
  Parent?: string;
  /** Not in API 1.56. */
  Container?: string;
  /** Not in API 1.56. */
  ContainerConfig?: ContainerConfig | null;
  /** Not in API 1.56. */
  DockerVersion?: string;
  /** Not in API 1.56. */
  VirtualSize?: number;
}

/** Docker's `ImageManifestSummary`. */
export interface ImageManifestSummary {
  ID: string;
  Descriptor: OCIDescriptor;
  Available: boolean;
  Size: {
    Total: number;
    Content: number;
  };
  Kind: "image" | "attestation" | "unknown";
  ImageData?: {
    Platform: OCIPlatform;
    Identity?: Identity | null;
    Containers: string[];
    Size: {
      Unpacked: number;
    };
  } | null;
  AttestationData?: {
    For: string;
  } | null;
}

/** Docker's `ImageSearchResponseItem`. */
export interface ImageSearchResponseItem {
  description: string;
  is_official: boolean;
  is_automated: boolean;
  name: string;
  star_count: number;
}

/** Docker's `ImageSummary`. */
export interface ImageSummary {
  Id: string;
  ParentId: string;
  RepoTags: string[] | null;
  RepoDigests: string[] | null;
  Created: number;
  Size: number;
  SharedSize: number;
  Labels: Record<string, string> | null;
  Containers: number;
  /** Not in API 1.41. */
  Manifests?: ImageManifestSummary[];
  /** Not in API 1.41. */
  Descriptor?: OCIDescriptor | null;
  /** Not in API 1.56. */
  VirtualSize?: number;
}

/** Docker's `IndexInfo`. */
export interface IndexInfo {
  Name: string;
  Mirrors: string[] | null;
  Secure: boolean;
  Official: boolean;
}

/** Docker's `KnownSignerIdentity`. */
export type KnownSignerIdentity = "DHI";

/** Docker's `LocalNodeState`. */
export type LocalNodeState = "" | "inactive" | "pending" | "active" | "error" | "locked";

/** Docker's `Mount`. */
export interface Mount {
  Target?: string;
  Source?: string;
  Type?: MountType;
  ReadOnly?: boolean;
  Consistency?: string;
  BindOptions?: {
    Propagation?: "private" | "rprivate" | "shared" | "rshared" | "slave" | "rslave";
    NonRecursive?: boolean;
    CreateMountpoint?: boolean;
    ReadOnlyNonRecursive?: boolean;
    ReadOnlyForceRecursive?: boolean;
  };
  VolumeOptions?: {
    NoCopy?: boolean;
    Labels?: Record<string, string> | null;
    DriverConfig?: {
      Name?: string;
      Options?: Record<string, string> | null;
    };
    Subpath?: string;
  };
  /** Not in API 1.41. */
  ImageOptions?: {
    Subpath?: string;
  };
  TmpfsOptions?: {
    SizeBytes?: number;
    Mode?: number;
    Options?: string[][] | null;
  };
}

/** Docker's `MountPoint`. */
export interface MountPoint {
  Type: MountType;
  Name?: string;
  Source: string;
  Destination: string;
  Driver?: string;
  Mode: string;
  RW: boolean;
  Propagation: string;
}

/** Docker's `MountType`. */
export type MountType = "bind" | "cluster" | "image" | "npipe" | "tmpfs" | "volume";

/** Docker's `NRIInfo`. */
export interface NRIInfo {
  Info?: string[][] | null;
}

/** Docker's `NetworkSettings`. */
export interface NetworkSettings {
  SandboxID: string;
  SandboxKey: string;
  Ports: PortMap;
  Networks: Record<string, EndpointSettings>;
  /** Not in API 1.56. */
  Bridge?: string;
  /** Not in API 1.56. */
  HairpinMode?: boolean;
  /** Not in API 1.56. */
  LinkLocalIPv6Address?: string;
  /** Not in API 1.56. */
  LinkLocalIPv6PrefixLen?: number;
  /** Not in API 1.56. */
  SecondaryIPAddresses?: Address[] | null;
  /** Not in API 1.56. */
  SecondaryIPv6Addresses?: Address[] | null;
  /** Not in API 1.56. */
  EndpointID?: string;
  /** Not in API 1.56. */
  Gateway?: string;
  /** Not in API 1.56. */
  GlobalIPv6Address?: string;
  /** Not in API 1.56. */
  GlobalIPv6PrefixLen?: number;
  /** Not in API 1.56. */
  IPAddress?: string;
  /** Not in API 1.56. */
  IPPrefixLen?: number;
  /** Not in API 1.56. */
  IPv6Gateway?: string;
  /** Not in API 1.56. */
  MacAddress?: string;
}

/** Docker's `NetworkingConfig`. */
export interface NetworkingConfig {
  EndpointsConfig?: Record<string, EndpointSettings> | null;
}

/** Docker's `OCIDescriptor`. */
export interface OCIDescriptor {
  mediaType?: string;
  digest?: string;
  size?: number;
  /** Not in API 1.41. */
  urls?: string[] | null;
  /** Not in API 1.41. */
  annotations?: Record<string, string> | null;
  /** Not in API 1.41. */
  data?: string | null;
  /** Not in API 1.41. */
  platform?: OCIPlatform | null;
  /** Not in API 1.41. */
  artifactType?: string | null;
}

/** Docker's `OCIPlatform`. */
export interface OCIPlatform {
  architecture?: string;
  os?: string;
  "os.version"?: string;
  "os.features"?: string[] | null;
  variant?: string;
}

/** Docker's `ObjectVersion`. */
export interface ObjectVersion {
  Index?: number;
}

/** Docker's `PeerNode`. */
export interface PeerNode {
  NodeID?: string;
  Addr?: string;
}

/** Docker's `PluginsInfo`. */
export interface PluginsInfo {
  Volume: string[] | null;
  Network: string[] | null;
  Authorization: string[] | null;
  Log: string[] | null;
}

/** Docker's `PortBinding`. */
export interface PortBinding {
  HostIp?: string;
  HostPort?: string;
}

/** Docker's `PortMap`. */
export type PortMap = Record<string, PortBinding[] | null>;

/** Docker's `PortSummary`. */
export interface PortSummary {
  IP?: string;
  PrivatePort: number;
  PublicPort?: number;
  Type: "tcp" | "udp" | "sctp";
}

/** Docker's `ProgressDetail`. */
export interface ProgressDetail {
  current?: number;
  total?: number;
}

/** Docker's `PullIdentity`. */
export interface PullIdentity {
  Repository?: string;
}

/** Docker's `PushImageInfo`. */
export interface PushImageInfo {
  /** Not in API 1.41. */
  errorDetail?: ErrorDetail | null;
  status?: string;
  progressDetail?: ProgressDetail | null;
  /** Not in API 1.56. */
  error?: string;
  /** Not in API 1.56. */
  progress?: string;
}

/** Docker's `RegistryServiceConfig`. */
export interface RegistryServiceConfig {
  InsecureRegistryCIDRs: string[];
  IndexConfigs: Record<string, IndexInfo>;
  Mirrors: string[] | null;
  /** Not in API 1.56. */
  AllowNondistributableArtifactsCIDRs?: string[] | null;
  /** Not in API 1.56. */
  AllowNondistributableArtifactsHostnames?: string[] | null;
}

/** Docker's `Resources`. */
export interface Resources {
  CpuShares?: number;
  Memory?: number;
  CgroupParent?: string;
  BlkioWeight?: number;
  BlkioWeightDevice?: Array<{
    Path?: string;
    Weight?: number;
  }> | null;
  BlkioDeviceReadBps?: ThrottleDevice[] | null;
  BlkioDeviceWriteBps?: ThrottleDevice[] | null;
  BlkioDeviceReadIOps?: ThrottleDevice[] | null;
  BlkioDeviceWriteIOps?: ThrottleDevice[] | null;
  CpuPeriod?: number;
  CpuQuota?: number;
  CpuRealtimePeriod?: number;
  CpuRealtimeRuntime?: number;
  CpusetCpus?: string;
  CpusetMems?: string;
  Devices?: DeviceMapping[] | null;
  DeviceCgroupRules?: string[] | null;
  DeviceRequests?: DeviceRequest[] | null;
  MemoryReservation?: number;
  MemorySwap?: number;
  MemorySwappiness?: number;
  NanoCpus?: number;
  OomKillDisable?: boolean;
  Init?: boolean | null;
  PidsLimit?: number | null;
  Ulimits?: Array<{
    Name?: string;
    Soft?: number;
    Hard?: number;
  }> | null;
  CpuCount?: number;
  CpuPercent?: number;
  IOMaximumIOps?: number;
  IOMaximumBandwidth?: number;
  /** Not in API 1.56. */
  KernelMemory?: number;
  /** Not in API 1.56. */
  KernelMemoryTCP?: number;
}

/** Docker's `RestartPolicy`. */
export interface RestartPolicy {
  Name?: "" | "no" | "always" | "unless-stopped" | "on-failure";
  MaximumRetryCount?: number;
}

/** Docker's `RootFSStorage`. */
export interface RootFSStorage {
  Snapshot?: RootFSStorageSnapshot | null;
}

/** Docker's `RootFSStorageSnapshot`. */
export interface RootFSStorageSnapshot {
  Name?: string;
}

/** Docker's `Runtime`. */
export interface Runtime {
  path?: string;
  runtimeArgs?: string[] | null;
  /** Not in API 1.41. */
  status?: Record<string, string> | null;
}

/** Docker's `SignatureIdentity`. */
export interface SignatureIdentity {
  Name?: string;
  Timestamps?: SignatureTimestamp[] | null;
  KnownSigner?: KnownSignerIdentity;
  DockerReference?: string;
  Signer?: SignerIdentity | null;
  SignatureType?: SignatureType;
  Error?: string;
  Warnings?: string[] | null;
}

/** Docker's `SignatureTimestamp`. */
export interface SignatureTimestamp {
  Type?: SignatureTimestampType;
  URI?: string;
  Timestamp?: string;
}

/** Docker's `SignatureTimestampType`. */
export type SignatureTimestampType = "Tlog" | "TimestampAuthority";

/** Docker's `SignatureType`. */
export type SignatureType = "bundle-v0.3" | "simplesigning-v1";

/** Docker's `SignerIdentity`. */
export interface SignerIdentity {
  CertificateIssuer?: string;
  SubjectAlternativeName?: string;
  Issuer?: string;
  BuildSignerURI?: string;
  BuildSignerDigest?: string;
  RunnerEnvironment?: string;
  SourceRepositoryURI?: string;
  SourceRepositoryDigest?: string;
  SourceRepositoryRef?: string;
  SourceRepositoryIdentifier?: string;
  SourceRepositoryOwnerURI?: string;
  SourceRepositoryOwnerIdentifier?: string;
  BuildConfigURI?: string;
  BuildConfigDigest?: string;
  BuildTrigger?: string;
  RunInvocationURI?: string;
  SourceRepositoryVisibilityAtSigning?: string;
}

/** Docker's `Storage`. */
export interface Storage {
  RootFS?: RootFSStorage | null;
}

/** Docker's `SwarmInfo`. */
export interface SwarmInfo {
  NodeID: string;
  NodeAddr: string;
  LocalNodeState: LocalNodeState;
  ControlAvailable: boolean;
  Error: string;
  RemoteManagers?: PeerNode[] | null;
  Nodes?: number | null;
  Managers?: number | null;
  Cluster?: ClusterInfo | null;
}

/** Docker's `SwarmSpec`. */
export interface SwarmSpec {
  Name?: string;
  Labels?: Record<string, string> | null;
  Orchestration?: {
    TaskHistoryRetentionLimit?: number;
  } | null;
  Raft?: {
    SnapshotInterval?: number;
    KeepOldSnapshots?: number;
    LogEntriesForSlowFollowers?: number;
    ElectionTick?: number;
    HeartbeatTick?: number;
  };
  Dispatcher?: {
    HeartbeatPeriod?: number;
  } | null;
  CAConfig?: {
    NodeCertExpiry?: number;
    ExternalCAs?: Array<{
      Protocol?: "cfssl";
      URL?: string;
      Options?: Record<string, string> | null;
      CACert?: string;
    }> | null;
    SigningCACert?: string;
    SigningCAKey?: string;
    ForceRotate?: number;
  } | null;
  EncryptionConfig?: {
    AutoLockManagers?: boolean;
  };
  TaskDefaults?: {
    LogDriver?: {
      Name?: string;
      Options?: Record<string, string> | null;
    };
  };
}

/** Docker's `SystemInfo`. */
export interface SystemInfo {
  ID: string;
  Containers: number;
  ContainersRunning: number;
  ContainersPaused: number;
  ContainersStopped: number;
  Images: number;
  Driver: string;
  DriverStatus: string[][] | null;
  DockerRootDir: string;
  Plugins: PluginsInfo;
  MemoryLimit: boolean;
  SwapLimit: boolean;
  CpuCfsPeriod: boolean;
  CpuCfsQuota: boolean;
  CPUShares: boolean;
  CPUSet: boolean;
  PidsLimit?: boolean;
  OomKillDisable: boolean;
  IPv4Forwarding: boolean;
  Debug: boolean;
  NFd: number;
  NGoroutines: number;
  SystemTime: string;
  LoggingDriver: string;
  CgroupDriver: "cgroupfs" | "systemd" | "none";
  CgroupVersion?: "1" | "2";
  NEventsListener: number;
  KernelVersion: string;
  OperatingSystem: string;
  OSVersion: string;
  OSType: string;
  Architecture: string;
  NCPU: number;
  MemTotal: number;
  IndexServerAddress: string;
  RegistryConfig: RegistryServiceConfig;
  GenericResources?: GenericResources | null;
  HttpProxy: string;
  HttpsProxy: string;
  NoProxy: string;
  Name: string;
  Labels: string[] | null;
  ExperimentalBuild: boolean;
  ServerVersion: string;
  Runtimes: Record<string, Runtime>;
  DefaultRuntime: string;
  Swarm: SwarmInfo;
  LiveRestoreEnabled: boolean;
  Isolation: "default" | "hyperv" | "process" | "";
  InitBinary: string;
  ContainerdCommit: Commit;
  RuncCommit: Commit;
  InitCommit: Commit;
  SecurityOptions: string[] | null;
  ProductLicense?: string;
  DefaultAddressPools?: Array<{
    Base: string;
    Size: number;
  }> | null;
  /** Not in API 1.41. */
  FirewallBackend?: FirewallInfo | null;
  /** Not in API 1.41. */
  DiscoveredDevices?: DeviceInfo[] | null;
  /** Not in API 1.41. */
  NRI?: NRIInfo | null;
  Warnings?: string[] | null;
  /** Not in API 1.41. */
  CDISpecDirs?: string[] | null;
  /** Not in API 1.41. */
  Containerd?: ContainerdInfo | null;
  /** Not in API 1.56. */
  KernelMemory?: boolean;
  /** Not in API 1.56. */
  KernelMemoryTCP?: boolean;
  /** Not in API 1.56. */
  BridgeNfIptables?: boolean;
  /** Not in API 1.56. */
  BridgeNfIp6tables?: boolean;
  /** Not in API 1.56. */
  ClusterStore?: string;
  /** Not in API 1.56. */
  ClusterAdvertise?: string;
}

/** Docker's `SystemVersion`. */
export interface SystemVersion {
  Platform?: {
    Name: string;
  };
  Components?: Array<{
    Name: string;
    Version: string;
    Details?: Record<string, unknown> | null;
  }> | null;
  Version: string;
  ApiVersion: string;
  MinAPIVersion?: string;
  GitCommit: string;
  GoVersion: string;
  Os: string;
  Arch: string;
  KernelVersion?: string;
  Experimental?: boolean;
  BuildTime?: string;
}

/** Docker's `TLSInfo`. */
export interface TLSInfo {
  TrustRoot?: string;
  CertIssuerSubject?: string;
  CertIssuerPublicKey?: string;
}

/** Docker's `ThrottleDevice`. */
export interface ThrottleDevice {
  Path?: string;
  Rate?: number;
}

/** The body of a request that creates a container. */
export type ContainerCreateRequest = ContainerConfig & {
  HostConfig?: HostConfig;
  NetworkingConfig?: NetworkingConfig;
};
