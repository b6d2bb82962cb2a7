// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher.home;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Makes folders and files that their owner alone can read and write, whatever the umask is. */
public final class PrivateFolders {
  private static final FileAttribute<Set<PosixFilePermission>> FOLDER = mode("rwx------");
  private static final FileAttribute<Set<PosixFilePermission>> FILE = mode("rw-------");

  private PrivateFolders() {}

  private static FileAttribute<Set<PosixFilePermission>> mode(String text) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
  }

  /** Makes a folder and its missing parents; one that exists stays as it is. */
  public static void create(Path folder) throws IOException {
    Files.createDirectories(folder, FOLDER);
  }

  /** Copies the content of a file into a new one. */
  public static void copy(Path from, Path to) throws IOException {
    Set<StandardOpenOption> fresh = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (InputStream in = Files.newInputStream(from);
        OutputStream out = Channels.newOutputStream(Files.newByteChannel(to, fresh, FILE))) {
      in.transferTo(out);
    }
  }
}
