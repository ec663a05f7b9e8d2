/** Times as engines write them. */

/** How long something has been, in words: `5 seconds`, `About a minute`, `3 weeks`. */
export function duration(milliseconds: number): string {
  const seconds = Math.floor(Math.max(0, milliseconds) / 1000);
  if (seconds < 1) return "Less than a second";
  if (seconds < 60) return seconds === 1 ? "1 second" : `${seconds} seconds`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return minutes === 1 ? "About a minute" : `${minutes} minutes`;
  const hours = Math.round(seconds / 3600);
  if (hours < 48) return hours === 1 ? "About an hour" : `${hours} hours`;
  const days = Math.floor(hours / 24);
  if (days < 14) return `${days} days`;
  if (days < 60) return `${Math.floor(days / 7)} weeks`;
  if (days < 730) return `${Math.floor(days / 30)} months`;
  return `${Math.floor(days / 365)} years`;
}

/** A date of the API, RFC 3339; that of the year 1 stands for never. */
export function date(milliseconds: number | undefined): string {
  return milliseconds === undefined ? "0001-01-01T00:00:00Z" : new Date(milliseconds).toISOString();
}

/** Seconds since 1970. */
export function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
