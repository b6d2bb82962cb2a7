// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.verify;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a verification goes by.
 *
 * @param key a file with the public key that must have signed; null trusts {@code key.pub} of the
 *     folder, which whoever rewrote all of the journal would have rewritten too
 * @param allowUnsigned whether records after the signed head are no fault
 * @param live what is known of a writer
 */
public record VerificationOptions(@Nullable Path key, boolean allowUnsigned, Live live) {

  /** Whether the journal is being written. */
  public enum Live {
    /** Try the lock file. */
    ASK,
    /** It is. */
    YES,
    /** It is not. */
    NO
  }

  /** With the key of the folder, and nothing unsigned unless the lock file tells of a writer. */
  public static final VerificationOptions STRICT = new VerificationOptions(null, false, Live.ASK);
}
