// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.storage;

import io.portcullis.support.files.DurableFiles;
import io.portcullis.support.files.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The file system of this machine. */
public final class LocalFileSystem implements FileSystem {
  private static final Set<PosixFilePermission> READER =
      PosixFilePermissions.fromString("r--------");

  private static final class ChannelFile implements Opened {
    private final FileChannel channel;

    ChannelFile(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public void write(byte[] bytes, int length, long at) throws IOException {
      ByteBuffer rest = ByteBuffer.wrap(bytes, 0, length);
      while (rest.hasRemaining()) {
        channel.write(rest, at + rest.position());
      }
    }

    @Override
    public void force() throws IOException {
      channel.force(false);
    }

    @Override
    public void truncate(long size) throws IOException {
      channel.truncate(size);
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  @Override
  public Opened create(Path path) throws IOException {
    return new ChannelFile(OwnerOnly.openNewFile(path));
  }

  @Override
  public Opened open(Path path) throws IOException {
    return new ChannelFile(FileChannel.open(path, StandardOpenOption.WRITE));
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    DurableFiles.local().move(from, to);
  }

  @Override
  public void deleteIfExists(Path path) throws IOException {
    Files.deleteIfExists(path);
  }

  @Override
  public void makeReadOnly(Path path) throws IOException {
    if (OwnerOnly.isPosix(path)) {
      Files.setPosixFilePermissions(path, READER);
    }
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    DurableFiles.local().forceDirectory(folder);
  }

  @Override
  public @Nullable Object identity(Path path) throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      Object key = attributes.fileKey();
      return key != null ? key : attributes.creationTime();
    } catch (NoSuchFileException e) {
      return null;
    }
  }
}
