/**
 * What the operations give and take, whatever engine answers. Field names are today's. A field that every engine has, or that the v1.0
 * dialect derives, is always there; one that only some versions have is optional. The table in client/dialect/v1.ts says
 * field by field what becomes of it on v1.0.
 */
import type * as generated from "./generated/models.ts";

export type {
  ContainerConfig,
  ContainerCreateRequest,
  ContainerState,
  HostConfig,
  MountPoint,
  NetworkingConfig,
  PortSummary,
} from "./generated/models.ts";

/** A model of which some fields are there on every engine, and the rest on some. */
type Everywhere<Model, Fields extends keyof Model> = { [F in Fields]-?: NonNullable<Model[F]> } & Partial<
  Omit<Model, Fields>
>;

/** A row of the list of containers. */
export type ContainerSummary = Everywhere<
  generated.ContainerSummary,
  "Id" | "Names" | "Image" | "Command" | "Created" | "Ports" | "Labels" | "State" | "Status"
>;

/** Everything about one container. */
export type ContainerInspect = Everywhere<
  generated.ContainerInspectResponse,
  | "Id"
  | "Created"
  | "Path"
  | "Args"
  | "State"
  | "Image"
  | "Name"
  | "Config"
  | "HostConfig"
  | "NetworkSettings"
  | "Mounts"
>;

/** What creating a container says. */
export interface ContainerCreated {
  /** The new container's id: 64 hexadecimal digits, 12 on v1.0. */
  Id: string;
  /** What the engine had to say against the configuration; empty when nothing. */
  Warnings: string[];
}

/** How a container ended. */
export interface ContainerWait {
  /** The exit code; 128 + n after signal n, 137 after a kill. */
  StatusCode: number;
  /** Why waiting failed, where it did. */
  Error?: { Message?: string } | null;
}

/** An image of the list, with all its tags. */
export type ImageSummary = Everywhere<generated.ImageSummary, "Id" | "RepoTags" | "Created"> &
  Partial<Pick<generated.ImageSummary, "Labels" | "RepoDigests">>;

/** Everything about one image. */
export type ImageInspect = Everywhere<generated.ImageInspect, "Id" | "Config"> & { Created?: string | null };

/** The engine and its machine. Fields beyond these vary by version. */
export type SystemInfo = Everywhere<generated.SystemInfo, "Containers" | "Images">;

/** The versions of the engine. */
export type SystemVersion = Everywhere<generated.SystemVersion, "Version" | "ApiVersion">;

/** A path of a container's file system that differs from its image. */
export interface ContainerChange {
  /** Absolute, in the container. */
  Path: string;
  /** 0 modified, 1 added, 2 deleted. */
  Kind: 0 | 1 | 2;
}

/** One step of how an image came to be, newest first. */
export interface ImageHistoryItem {
  /** The image of that step; `<missing>` where the engine does not have it as one. 12 hexadecimal digits on v1.0. */
  Id: string;
  /** Unix seconds. */
  Created: number;
  /** The command that made the step; empty where none is known. */
  CreatedBy: string;
  /** Names of the image of that step; always empty on v1.0. */
  Tags: string[];
  /** Bytes of the step's layer. Since API 1.24. */
  Size?: number;
  /** The message of the commit that made it. Since API 1.24. */
  Comment?: string;
}

/** One thing that removing an image did. */
export interface ImageDeleted {
  /** A name that is gone. */
  Untagged?: string;
  /** The id of an image that is gone. */
  Deleted?: string;
}

/** A repository that a search found. Names are those of the modern answer; v1.0 has the first two. */
export interface ImageSearchResult {
  /** With the registry, where it is not Docker Hub. */
  name: string;
  /** In a few words; empty where the registry has none. */
  description: string;
  /** How many users like it. Since API 1.24. */
  star_count?: number;
  /** Whether the registry answers for it. Since API 1.24. */
  is_official?: boolean;
}

/** Credentials for a registry. */
export interface AuthConfig extends generated.AuthConfig {
  /** A token that a login gave, to be used instead of the password. */
  identitytoken?: string;
  /** A token for the registry itself. */
  registrytoken?: string;
}

/** The account of a registry, without its password. */
export interface Account {
  /** The name that the registry knows the user by. Empty where a login is by a token alone. */
  username: string;
  /** v1.0 only: today's registries are not asked for it. */
  email?: string;
  /** The registry, e.g. `https://index.docker.io/v1/`. Not known on v1.0. */
  serveraddress?: string;
}

/** What a registry says of credentials that it accepts. */
export interface LoginResult {
  /** E.g. `Login Succeeded`; empty where the engine says nothing. */
  Status: string;
  /** A token to use instead of the password, where the registry gives one. Since API 1.24. */
  IdentityToken?: string;
}
