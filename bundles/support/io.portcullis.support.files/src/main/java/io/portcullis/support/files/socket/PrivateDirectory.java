// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.files.socket;

import io.portcullis.support.files.OwnerOnly;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;

/**
 * A directory that only its owner can enter; created if it is missing. No other user can replace
 * files in it, so checks of these files stay valid.
 *
 * @param path the real path
 * @param owner the user of this process, who owns it
 */
public record PrivateDirectory(Path path, UserPrincipal owner) {

  /**
   * Returns a directory, and creates it if it is missing.
   *
   * @throws IOException if others may enter it, or it belongs to another user
   */
  public static PrivateDirectory at(Path directory) throws IOException {
    OwnerOnly.createDirectories(directory);
    Path real = directory.toRealPath();
    if (!OwnerOnly.isPrivate(real)) {
      throw new FileSystemException(
          real.toString(),
          null,
          "others than the owner may enter this directory (mode 0700 needed)");
    }
    UserPrincipal self = self(real);
    if (!Files.getOwner(real).equals(self)) {
      throw new FileSystemException(
          real.toString(), null, "this directory does not belong to " + self.getName());
    }
    return new PrivateDirectory(real, self);
  }

  /** Returns whether the directory is still private. */
  public boolean holds() throws IOException {
    return OwnerOnly.isPrivate(path) && Files.getOwner(path).equals(owner);
  }

  // Java cannot name the effective user; the owner of a new file is that user.
  private static UserPrincipal self(Path directory) throws IOException {
    Path probe = Files.createTempFile(directory, "owner", null);
    try {
      return Files.getOwner(probe);
    } finally {
      Files.delete(probe);
    }
  }
}
