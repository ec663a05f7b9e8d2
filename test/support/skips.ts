/**
 * Why a test may be skipped even where nothing else may be (`DKS_TEST_NO_SKIPS=1`): what the machine that runs all of
 * them cannot be. A test gives one of these as its note: `context.skip(needsOrdinaryUser)`.
 */

/** The test is about permissions, which root has all of. */
export const needsOrdinaryUser = "needs a user other than root";

/** All reasons of this kind. */
export const acceptedReasons: readonly string[] = [needsOrdinaryUser];
