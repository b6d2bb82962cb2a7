// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.ruleset.effect;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The identity of a definition, which does not depend on its document or name. */
public final class DefinitionDigest {
  private static final int BYTES = 16;

  private DefinitionDigest() {}

  /** Returns the first half of the SHA-256 of some texts, in hex. */
  public static String of(String... parts) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        byte[] utf8 = part.getBytes(StandardCharsets.UTF_8);
        sha256.update((utf8.length + ":").getBytes(StandardCharsets.US_ASCII));
        sha256.update(utf8);
      }
      return HexFormat.of().formatHex(sha256.digest(), 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform provides SHA-256", e);
    }
  }
}
