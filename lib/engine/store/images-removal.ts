/** Removing images the way of today: a name at a time, and the image with its last name, unless something needs it. */
import { Failure } from "../failure.ts";
import { bareId, type Image } from "./image.ts";
import type { ImageStore } from "./images.ts";
import { familiar, parseReference, type Reference } from "./reference.ts";

/** What uses an image. */
export interface ImageUser {
  readonly id: string;
  readonly running: boolean;
  readonly image: Image;
}

/** How an image is to be removed. */
export interface ImageRemoval {
  /** The reference that was asked for. */
  ref: string;
  /** Whether several names, and containers that do not run, are no reason to keep it. */
  force: boolean;
  /** Whether parents that have no name and that nothing else needs go, too. */
  prune: boolean;
  /** All containers. */
  users: readonly ImageUser[];
}

/** One thing that was removed: a name, or an image by its id. */
export type Removed = { Untagged: string } | { Deleted: string };

/** Why an image stays. */
interface Obstacle {
  why: string;
  /** Whether force is of no use. */
  hard: boolean;
}

const shortLength = 12;

/**
 * Removes what a reference means. A name goes alone as long as there are others; with the last one the image goes, too. An id
 * means the image and all its names, which must be in one repository. A Failure 409 when something stands against it.
 */
export function removeImage(store: ImageStore, image: Image, removal: ImageRemoval): Removed[] {
  const removed: Removed[] = [];
  if (bareId(image.id).startsWith(bareId(removal.ref))) {
    const single = isOneName(store.references(image.id));
    const obstacle = findObstacle(store, image, removal, { names: !single && !removal.force, stopped: !removal.force });
    if (obstacle !== undefined) throw conflict(image, obstacle);
    deleteImage(store, image, removal, removed);
    return removed;
  }
  removeName(store, image, removal, removed);
  if (store.references(image.id).length > 0) return removed;
  // The name is gone, as was asked; what still needs the image keeps it, without one.
  if (findObstacle(store, image, removal, { names: false, stopped: !removal.force }) === undefined) {
    deleteImage(store, image, removal, removed);
  }
  return removed;
}

/** Takes a name away, and with the last tag of a repository the digests there, which nobody gave by hand. */
function removeName(store: ImageStore, image: Image, { ref, force, users }: ImageRemoval, removed: Removed[]): void {
  const user = users.find((one) => one.image.id === image.id);
  if (!force && user !== undefined && isOneName(store.references(image.id))) {
    throw new Failure(
      409,
      `conflict: unable to remove repository reference "${ref}" (must force) - ` +
        `container ${short(user.id)} is using its referenced image ${short(image.id)}`,
    );
  }
  const name = parseReference(ref);
  untag(store, name, removed);
  if (name.digest !== undefined) return;
  const rest = store.references(image.id).filter(({ repository }) => repository === name.repository);
  if (rest.every(({ digest }) => digest !== undefined)) for (const one of rest) untag(store, one, removed);
}

/** Deletes an image with all its names, and then its parents, as far up as nothing needs them. */
function deleteImage(store: ImageStore, image: Image, removal: ImageRemoval, removed: Removed[]): void {
  for (const name of store.references(image.id)) untag(store, name, removed);
  store.remove(image.id);
  removed.push({ Deleted: image.id });
  const parent = image.parent === undefined ? undefined : store.get(image.parent);
  if (!removal.prune || parent === undefined) return;
  if (findObstacle(store, parent, removal, { names: true, stopped: true }) === undefined) {
    deleteImage(store, parent, removal, removed);
  }
}

function untag(store: ImageStore, name: Reference, removed: Removed[]): void {
  store.untag(name);
  removed.push({ Untagged: familiar(name) });
}

/** What stands against deleting an image: children and what runs always, names and what does not run where they count. */
function findObstacle(
  store: ImageStore,
  image: Image,
  { users }: ImageRemoval,
  counts: { names: boolean; stopped: boolean },
): Obstacle | undefined {
  if (store.hasChildren(image.id)) return { why: "image has dependent child images", hard: true };
  const using = users.filter((one) => one.image.id === image.id);
  const running = using.find((one) => one.running);
  if (running !== undefined) {
    return { why: `image is being used by running container ${short(running.id)}`, hard: true };
  }
  if (counts.names && store.references(image.id).length > 0) {
    return { why: "image is referenced in multiple repositories", hard: false };
  }
  const [stopped] = using;
  if (!counts.stopped || stopped === undefined) return undefined;
  return { why: `image is being used by stopped container ${short(stopped.id)}`, hard: false };
}

/** Whether names are at most one tag, and otherwise digests of the same repository. */
function isOneName(names: readonly Reference[]): boolean {
  const tags = names.filter(({ digest }) => digest === undefined);
  return tags.length <= 1 && new Set(names.map(({ repository }) => repository)).size <= 1;
}

function conflict(image: Image, { why, hard }: Obstacle): Failure {
  const force = hard ? "cannot be forced" : "must be forced";
  return new Failure(409, `conflict: unable to delete ${short(image.id)} (${force}) - ${why}`);
}

function short(id: string): string {
  return bareId(id).slice(0, shortLength);
}
