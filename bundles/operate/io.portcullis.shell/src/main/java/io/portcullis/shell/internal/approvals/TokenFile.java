// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.approvals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Reads a reviewer's token from a file. Every user of the machine can see a command line, and
 * shells store it in their histories.
 */
final class TokenFile {
  private static final int MAX_BYTES = 1_024;

  private TokenFile() {}

  /**
   * Reads a token and strips the blanks around it.
   *
   * @param name an absolute path, since the client's working directory is not known here
   * @param owner who must own the file
   * @throws IOException if it is not a regular file of that user with mode 0600, or no token is in
   *     it; the message never contains a part of the content
   */
  static String read(String name, String owner) throws IOException {
    Path path = path(name);
    check(path, owner);
    byte[] bytes;
    try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    }
    if (bytes.length > MAX_BYTES) {
      throw refusal(path, "it is longer than " + MAX_BYTES + " bytes");
    }
    String token = text(path, bytes).strip();
    if (token.isEmpty()) {
      throw refusal(path, "it is empty");
    }
    return token;
  }

  private static Path path(String name) throws IOException {
    try {
      Path path = Path.of(name);
      if (path.isAbsolute()) {
        return path;
      }
    } catch (InvalidPathException e) {
      throw new FileSystemException("the token file", null, "it is not a path");
    }
    throw new FileSystemException(name, null, "the token file must be an absolute path");
  }

  private static void check(Path path, String owner) throws IOException {
    PosixFileAttributes found;
    try {
      found = Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      throw refusal(path, "the file does not exist");
    }
    if (!found.isRegularFile()) {
      throw refusal(path, "it is not a regular file");
    }
    if (!found.owner().getName().equals(owner)) {
      throw refusal(path, "it does not belong to " + owner);
    }
    if (!PosixFilePermissions.toString(found.permissions()).equals("rw-------")) {
      throw refusal(path, "its mode must be 0600");
    }
  }

  private static String text(Path path, byte[] bytes) throws IOException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw refusal(path, "it is not text");
    }
  }

  private static FileSystemException refusal(Path path, String reason) {
    return new FileSystemException(path.toString(), null, reason);
  }
}
