/**
 * Why a test may be skipped even where nothing else may be (`DKS_TEST_NO_SKIPS=1`): what the machine that runs all of
 * them cannot be. A test gives one of these as its note,
 * `context.skip(needsOrdinaryUser)`, or in its name, after `skipped: `.
 */

/** The test is about permissions, which root has all of. */
export const needsOrdinaryUser = "needs a user other than root";

/** The test is about recordings of the engines of 2013, which are kept beside the repository and not everywhere. */
export const needsRecordings = "needs the recordings of 2013";

/** The test is about Docker's specifications, which are kept beside the repository and not everywhere. */
export const needsSpecifications = "needs the specifications of Docker";

/** All reasons of this kind. */
export const acceptedReasons: readonly string[] = [needsOrdinaryUser, needsRecordings, needsSpecifications];
