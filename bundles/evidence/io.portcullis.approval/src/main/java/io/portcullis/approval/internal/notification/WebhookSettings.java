// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal.notification;

import io.portcullis.support.config.InvalidValueException;
import io.portcullis.support.files.OwnerOnly;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;

/** The URL of the webhook and the secret that signs messages. No text shows the secret. */
public final class WebhookSettings {
  private static final String FILE = "webhookSecretFile";
  private static final int MIN_BYTES = 16;
  private static final int MAX_BYTES = 4_096;

  private final URI url;
  private final byte[] secret;

  private WebhookSettings(URI url, byte[] secret) {
    this.url = url;
    this.secret = secret;
  }

  /** Checks the URL and reads the secret. */
  public static WebhookSettings read(String url, Path secretFile) {
    return new WebhookSettings(url(url), secret(secretFile));
  }

  URI url() {
    return url;
  }

  /** Returns a copy of the secret. */
  public byte[] secret() {
    return secret.clone();
  }

  private static URI url(String text) {
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      throw new InvalidValueException("webhookUrl", "is not a URL");
    }
    boolean web =
        "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
    if (!web || url.getHost() == null || url.getPort() > 65_535) {
      throw new InvalidValueException("webhookUrl", "must be an http or https URL with a host");
    }
    if (url.getUserInfo() != null || url.getFragment() != null) {
      throw new InvalidValueException("webhookUrl", "must have no user and no fragment");
    }
    return url;
  }

  private static byte[] secret(Path file) {
    byte[] bytes;
    try {
      bytes = privateBytes(file);
    } catch (IOException e) {
      throw new InvalidValueException(FILE, "cannot be read: " + e);
    }
    if (bytes.length < MIN_BYTES || bytes.length > MAX_BYTES) {
      throw new InvalidValueException(
          FILE, "must have from %d to %d bytes".formatted(MIN_BYTES, MAX_BYTES));
    }
    return bytes;
  }

  private static byte[] privateBytes(Path file) throws IOException {
    if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()
        || !OwnerOnly.isPrivate(file)) {
      throw new InvalidValueException(FILE, "must be a file that only its owner may read (0600)");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return withoutLineEnd(in.readNBytes(MAX_BYTES + 1));
    }
  }

  /** Removes the line end that editors add. */
  private static byte[] withoutLineEnd(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r')) {
      end--;
    }
    return Arrays.copyOf(bytes, end);
  }
}
