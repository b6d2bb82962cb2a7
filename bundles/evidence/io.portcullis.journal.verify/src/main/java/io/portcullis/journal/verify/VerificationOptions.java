// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.verify;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The options of a verification.
 *
 * @param key a file with the public key that must have signed. Null trusts {@code key.pub} of the
 *     folder, which an attacker who rewrote the whole journal would also have rewritten
 * @param allowUnsigned whether records after the signed head are allowed
 * @param live whether a writer is active, if known
 */
public record VerificationOptions(@Nullable Path key, boolean allowUnsigned, Live live) {

  /** Whether the journal is being written. */
  public enum Live {
    /** Test the lock file. */
    ASK,
    /** The journal is being written. */
    YES,
    /** The journal is not being written. */
    NO
  }

  /** The key of the folder, and no unsigned records unless the lock file shows a writer. */
  public static final VerificationOptions STRICT = new VerificationOptions(null, false, Live.ASK);
}
