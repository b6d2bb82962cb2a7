// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher.home;

import io.portcullis.launcher.failure.HomeInUseException;
import io.portcullis.launcher.failure.LaunchException;
import io.portcullis.support.files.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a second container out of a home. The operating system releases the lock when the process
 * ends.
 */
public final class HomeLock {
  private final FileChannel channel;

  private HomeLock(FileChannel channel) {
    this.channel = channel;
  }

  public static HomeLock acquire(Home home) throws LaunchException {
    Path file = home.data().resolve("lock");
    try {
      OwnerOnly.createDirectories(home.data());
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
      if (!lock(channel)) {
        channel.close();
        throw new HomeInUseException(
            "already running in "
                + home.directory()
                + ", process "
                + Files.readString(file).trim());
      }
      channel.truncate(0);
      byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
      channel.write(ByteBuffer.wrap(pid));
      return new HomeLock(channel);
    } catch (IOException e) {
      throw new LaunchException("cannot lock " + file + ": " + LaunchException.reasons(e));
    }
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // held by this very process
    }
  }

  public void release() throws LaunchException {
    try {
      channel.close();
    } catch (IOException e) {
      throw new LaunchException("cannot unlock the home: " + LaunchException.reasons(e));
    }
  }
}
