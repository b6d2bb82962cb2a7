// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.portcullis.launcher.Distribution.Finished;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal lies on a small disk of its own, which fills up while tools run. */
class FullDiskIT {
  private static final int FILLER_BYTES = 6 << 20;
  private static final int LINES_AT_MOST = 3_000_000;

  @TempDir private Path folder;
  private Path home;
  private Path disk;
  private boolean mounted;

  @BeforeEach
  void mountSmallDisk() throws Exception {
    home = folder.resolve("home");
    disk = Files.createDirectories(home.resolve("data"));
    copy(Distribution.built().resolve("etc"), home.resolve("etc"));
    Files.writeString(
        home.resolve("etc/io.portcullis.journal.cfg"),
        "folder = data/disk/journal\n"
            + "durability = process\n"
            + "spoolBytes = 1048576\n"
            + "segmentBytes = 65536\n");
    disk = Files.createDirectory(disk.resolve("disk"));
    mounted =
        isRoot()
            && succeeds(
                "mount", "-t", "tmpfs", "-o", "size=12m,mode=0700", "tmpfs", disk.toString());
    assumeTrue(mounted, "a small disk can only be mounted by root, in a system that has mount");
    Files.write(disk.resolve("filler"), new byte[FILLER_BYTES]);
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      succeeds("umount", "-l", disk.toString());
    }
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static boolean succeeds(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).inheritIO().start();
      return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.createDirectories(to.getParent());
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  @Test
  void nothingRunsUnrecordedWhileTheDiskIsFull() throws Exception {
    try (Distribution distribution = Distribution.withHome(home)) {
      LoadBundle.write(home.resolve("deploy/load.jar"));
      Process full = distribution.start("run");
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(full.getInputStream(), StandardCharsets.UTF_8))) {
        assertThat(until(out, "denied ")).contains("journal");
        Files.delete(disk.resolve("filler"));
        until(out, "runs "); // it goes on by itself
        until(out, "denied "); // until the disk is full again
        full.toHandle().destroyForcibly();
      }
      full.waitFor();
      assertThat(succeeds("mount", "-o", "remount,size=64m", disk.toString())).isTrue();

      Files.delete(home.resolve("deploy/load.jar"));
      Process again = distribution.start("run");
      assertThat(Distribution.firstLine(again)).startsWith("portcullis: ready");
      Distribution.terminate(again);
      assertThat(Distribution.finish(again).err()).isEmpty();

      Path journal = disk.resolve("journal");
      Finished verified = distribution.run("journal", "verify", journal.toString());
      assertThat(verified.exitCode()).as(verified.toString()).isZero();
      Ledger ledger = Ledger.read(home, journal);
      List<String> unrecorded = new ArrayList<>(ledger.unrecorded());
      System.out.printf(
          "[full disk] %d runs, %d without a record; %s%n",
          ledger.runs(), unrecorded.size(), verified.out().strip());
      assertThat(ledger.runs()).as("runs").isPositive();
      assertThat(unrecorded).as("runs without a record").isEmpty();
    }
  }

  private static String until(BufferedReader out, String start) throws IOException {
    for (int n = 0; n < LINES_AT_MOST; n++) {
      String line = out.readLine();
      if (line == null) {
        throw new AssertionError("the container has ended before a line began with " + start);
      }
      if (line.startsWith(start)) {
        return line;
      }
    }
    throw new AssertionError("no line begins with " + start);
  }
}
