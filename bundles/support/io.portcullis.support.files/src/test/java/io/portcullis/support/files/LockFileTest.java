// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockFileTest {
  private static final int ROUNDS = 300;

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void chooseFile() {
    file = folder.resolve("lock");
  }

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

  /** Holds the lock until its input ends. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] file) throws IOException {
      try (LockFile lock = LockFile.acquire(Path.of(file[0]))) {
        System.out.println(lock.isHeld());
        System.in.read();
      }
    }
  }

  private static URL[] classes() throws IOException {
    return new URL[] {
      LockFile.class.getProtectionDomain().getCodeSource().getLocation(),
      Rival.class.getProtectionDomain().getCodeSource().getLocation()
    };
  }

  private Process process(Class<?> main) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            classes()[0].getPath() + System.getProperty("path.separator") + classes()[1].getPath(),
            main.getName(),
            file.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Locks the file through a copy of the classes in a class loader of its own. */
  private static AutoCloseable acquireByCopy(ClassLoader loader, Path file) throws Exception {
    Class<?> copy = loader.loadClass(LockFile.class.getName());
    assertThat(copy).isNotSameAs(LockFile.class);
    return (AutoCloseable) copy.getMethod("acquire", Path.class).invoke(null, file);
  }

  private static URLClassLoader newLoader() throws IOException {
    return new URLClassLoader(classes(), ClassLoader.getPlatformClassLoader());
  }

  @Test
  void createsTheFileForItsOwnerOnly() throws IOException {
    try (LockFile lock = LockFile.acquire(file)) {
      assertThat(lock.isHeld()).isTrue();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void refusesASecondHolderUntilTheFirstCloses() throws IOException {
    LockFile first = LockFile.acquire(file);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> LockFile.acquire(file))
          .isInstanceOf(FileInUseException.class)
          .hasMessage(file + " is in use by another part of this process");
      assertThat(first.isHeld()).isTrue();
    }
    first.close();
    first.close();
    assertThat(first.isHeld()).isFalse();
    LockFile.acquire(file).close();
  }

  @Test
  void refusesTheSameFileUnderAnotherPath() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
    Path hardLink = folder.resolve("other");
    try (LockFile lock = LockFile.acquire(file)) {
      Files.createLink(hardLink, file);
      for (Path other : new Path[] {link.resolve("lock"), hardLink}) {
        assertThatThrownBy(() -> LockFile.acquire(other)).isInstanceOf(FileInUseException.class);
        assertThat(LockFile.isLocked(other)).isTrue();
      }
      assertThat(lock.isHeld()).isTrue();
    }
  }

  @Test
  void refusesAFileThatReplacedALockedOne() throws IOException {
    try (LockFile lock = LockFile.acquire(file)) {
      Files.delete(file);
      assertThatThrownBy(() -> LockFile.acquire(file)).isInstanceOf(FileInUseException.class);
      assertThat(lock.isHeld()).isTrue();
    }
    LockFile.acquire(file).close();
  }

  @Test
  void isSharedByTheCopiesOfAllClassLoaders() throws Exception {
    try (URLClassLoader loader = newLoader();
        URLClassLoader third = newLoader()) {
      AutoCloseable theirs = acquireByCopy(loader, file);
      assertThatThrownBy(() -> LockFile.acquire(file)).isInstanceOf(FileInUseException.class);
      assertThatThrownBy(() -> acquireByCopy(third, file))
          .isInstanceOf(InvocationTargetException.class)
          .cause()
          .hasMessageContaining("is in use by another part of this process");
      assertThat(LockFile.isLocked(file)).isTrue();
      assertThat(isFreeForAnotherProcess()).as("not released by the attempts").isFalse();
      theirs.close();
      LockFile.acquire(file).close();
    }
  }

  private boolean isFreeForAnotherProcess() throws IOException {
    Process rival = process(Rival.class);
    try (BufferedReader answers = rival.inputReader();
        BufferedWriter orders = rival.outputWriter()) {
      orders.write("try\n");
      orders.flush();
      return answers.readLine().equals("free");
    } finally {
      rival.destroyForcibly();
    }
  }

  @Test
  void refusesAFileThatAnotherProcessHolds() throws Exception {
    Process holder = process(Holder.class);
    try (BufferedReader answers = holder.inputReader()) {
      assertThat(answers.readLine()).isEqualTo("true");
      assertThatThrownBy(() -> LockFile.acquire(file))
          .isInstanceOf(FileInUseException.class)
          .hasMessage(file + " is in use by another process");
      assertThat(LockFile.isLocked(file)).isTrue();
    } finally {
      holder.destroyForcibly().waitFor();
    }
    LockFile.acquire(file).close();
  }

  @Test
  void keepsTheLockOfForeignCodeInThisProcess() throws IOException {
    Files.createFile(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock foreign = channel.lock()) {
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> LockFile.acquire(file)).isInstanceOf(FileInUseException.class);
        assertThat(LockFile.isLocked(file)).isTrue();
      }
      assertThat(foreign.isValid()).isTrue();
      assertThat(isFreeForAnotherProcess()).isFalse();
    }
    assertThat(LockFile.isLocked(file)).isFalse();
    LockFile.acquire(file).close();
  }

  @Test
  void isAcquiredAndKeptWhileAnotherThreadTestsIt() throws Exception {
    Files.createFile(file);
    Process rival = process(Rival.class);
    AtomicBoolean ended = new AtomicBoolean();
    Thread tester =
        new Thread(
            () -> {
              while (!ended.get()) {
                LockFile.isLocked(file);
              }
            });
    tester.start();
    try (BufferedReader answers = rival.inputReader();
        BufferedWriter orders = rival.outputWriter()) {
      for (int i = 0; i < ROUNDS; i++) {
        try (LockFile lock = LockFile.acquire(file)) {
          assertThat(lock.isHeld()).isTrue();
          assertThat(LockFile.isLocked(file)).isTrue();
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
    assertThat(LockFile.isLocked(file)).isFalse();
  }

  @Test
  void survivesAnInterruptedHolder() throws IOException {
    Thread.currentThread().interrupt();
    try (LockFile lock = LockFile.acquire(file)) {
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
      lock.mark();
      assertThat(lock.isHeld()).isTrue();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void remembersItsMark() throws IOException {
    try (LockFile lock = LockFile.acquire(file)) {
      assertThat(lock.isMarked()).isFalse();
      lock.mark();
      assertThat(lock.isMarked()).isTrue();
    }
    try (LockFile lock = LockFile.acquire(file)) {
      assertThat(lock.isMarked()).isTrue();
      assertThat(lock.path()).isEqualTo(file);
    }
  }

  @Test
  void isNotLockedWithoutAFile() {
    assertThat(LockFile.isLocked(file)).isFalse();
  }

  /** The garbage collector would close the file, and its identity would pass to another one. */
  @Test
  void isHeldAlthoughItsHolderHasForgottenIt() throws IOException {
    WeakReference<LockFile> forgotten = new WeakReference<>(LockFile.acquire(file));
    System.gc();
    assertThat(LockFile.isLocked(file)).isTrue();
    LockFile lock = forgotten.get();
    assertThat(lock).isNotNull();
    assertThat(lock.isHeld()).isTrue();
    lock.close();
    assertThat(LockFile.isLocked(file)).isFalse();
  }

  @Test
  void refusesADirectory() throws IOException {
    Files.createDirectory(file);
    assertThatThrownBy(() -> LockFile.acquire(file))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(FileInUseException.class)
        .hasMessageContaining(file.toString());
  }
}
