// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.notification;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs a message, so that its receiver can verify the sender and the time. */
final class WebhookSignature {
  static final String HEADER = "Portcullis-Signature";
  private static final String ALGORITHM = "HmacSHA256";

  private WebhookSignature() {}

  /** Returns {@code t=SECONDS,v1=HEX}: the HMAC-SHA256 over the seconds, a dot and the body. */
  static String of(byte[] secret, Instant at, String body) {
    long seconds = at.getEpochSecond();
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      byte[] signed = (seconds + "." + body).getBytes(StandardCharsets.UTF_8);
      return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(mac.doFinal(signed));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }
}
