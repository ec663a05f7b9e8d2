/** What the engine says of itself. */

/** Version of the engine: that of the package. */
export const engineVersion = "0.1.0";

/** The newest API version that the engine speaks. */
export const apiVersion = "1.44";

/** The oldest modern API version that the engine speaks; before it, there is only v1.0. */
export const minApiVersion = "1.24";
