// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.config;

import io.portcullis.support.files.DurableFiles;
import io.portcullis.support.files.OwnerOnly;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The file with the secret that binds ids to their callers. A missing file is created, which ends
 * every session bound under an earlier secret. A file that cannot be used, or that other users may
 * read, is an error: a reader of the secret could use the sessions of others.
 */
public final class SessionKeyFile {
  private static final int SECRET_BYTES = 32;
  private static final Pattern SECRET = Pattern.compile("[0-9a-fA-F]{64}");
  private static final int MAX_FILE_BYTES = 256;

  /** Gateways of one container share a file and may start at the same time. */
  private static final Object CREATION = new Object();

  private SessionKeyFile() {}

  /**
   * Reads the secret, or creates one if the file is missing.
   *
   * @param path the file, whose folder is created too
   * @return 32 bytes
   * @throws IOException if the file exists and cannot be used, or cannot be created
   */
  public static byte[] open(Path path) throws IOException {
    synchronized (CREATION) {
      if (Files.notExists(path, LinkOption.NOFOLLOW_LINKS)) {
        create(path.toAbsolutePath());
      }
      return read(path);
    }
  }

  private static byte[] read(Path path) throws IOException {
    requirePrivate(path);
    byte[] text;
    try (InputStream in = Files.newInputStream(path)) {
      text = in.readNBytes(MAX_FILE_BYTES);
    } catch (IOException e) {
      throw new IOException("the session key " + path + " cannot be read: " + e, e);
    }
    String secret = new String(text, StandardCharsets.ISO_8859_1).strip();
    if (!SECRET.matcher(secret).matches()) {
      throw new IOException(
          "the session key " + path + " is damaged: it must be 64 hexadecimal digits");
    }
    return HexFormat.of().parseHex(secret);
  }

  private static void requirePrivate(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new IOException("the session key " + path + " is not a readable file");
    }
    if (OwnerOnly.isPosix(path) && !OwnerOnly.isPrivate(path)) {
      throw new IOException(
          "the session key " + path + " is open to other users; delete it to get a new one");
    }
  }

  private static void create(Path path) throws IOException {
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    DurableFiles disk = DurableFiles.local();
    Path folder = path.getParent();
    if (folder != null) {
      disk.createDirectories(folder);
    }
    String text = HexFormat.of().formatHex(secret) + '\n';
    disk.replace(path, text.getBytes(StandardCharsets.US_ASCII));
  }
}
