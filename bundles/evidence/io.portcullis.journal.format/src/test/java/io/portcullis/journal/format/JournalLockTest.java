// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalLockTest {
  private static final int ROUNDS = 300;

  @TempDir private Path folder;

  /** Tries to lock the file once for each line that it reads. */
  static final class Rival {
    private Rival() {}

    public static void main(String[] file) throws IOException {
      BufferedReader orders = new BufferedReader(new InputStreamReader(System.in));
      while (orders.readLine() != null) {
        try (FileChannel channel = FileChannel.open(Path.of(file[0]), StandardOpenOption.WRITE)) {
          System.out.println(channel.tryLock() == null ? "locked" : "free");
        }
      }
    }
  }

  private static Process rival(Path file) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            Rival.class.getProtectionDomain().getCodeSource().getLocation().getPath(),
            Rival.class.getName(),
            file.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  @Test
  void isTakenAndKeptWhileAnotherThreadTestsIt() throws Exception {
    Path file = Files.createFile(folder.resolve("lock"));
    Process rival = rival(file);
    AtomicBoolean ended = new AtomicBoolean();
    Thread tester =
        new Thread(
            () -> {
              while (!ended.get()) {
                JournalLock.isHeld(file);
              }
            });
    tester.start();
    try (BufferedReader answers = rival.inputReader();
        BufferedWriter orders = rival.outputWriter()) {
      for (int i = 0; i < ROUNDS; i++) {
        try (JournalLock lock = JournalLock.of(file)) {
          assertThat(lock.held()).isTrue();
          assertThat(JournalLock.isHeld(file)).isTrue();
          orders.write("try\n");
          orders.flush();
          assertThat(answers.readLine()).as("round %s", i).isEqualTo("locked");
        }
      }
    } finally {
      ended.set(true);
      tester.join();
      rival.destroyForcibly();
    }
    assertThat(JournalLock.isHeld(file)).isFalse();
  }

  @Test
  void isNotHeldWithoutAFile() {
    assertThat(JournalLock.isHeld(folder.resolve("lock"))).isFalse();
  }
}
