// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.queue;

import java.security.SecureRandom;
import java.util.function.Supplier;

/** A generator of ids: ten base32 characters, 50 bits, without easily confused characters. */
public final class ApprovalIds implements Supplier<String> {
  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final int LENGTH = 10;

  private final SecureRandom random = new SecureRandom();

  @Override
  public String get() {
    StringBuilder id = new StringBuilder(LENGTH);
    for (int n = 0; n < LENGTH; n++) {
      id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return id.toString();
  }
}
