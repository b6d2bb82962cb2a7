// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurableFilesTest {
  @TempDir private Path folder;

  /** Creates a directory and a file in it. */
  static final class Creator {
    private Creator() {}

    public static void main(String[] path) throws IOException {
      Path directory = Path.of(path[0]);
      DurableFiles.local().createDirectories(directory);
      DurableFiles.local().replace(directory.resolve("file"), new byte[1]);
    }
  }

  /** Records its steps and fails at one of them. */
  private static final class FailingFiles implements DurableFiles {
    private final List<String> steps = new ArrayList<>();
    private final int failAt;

    FailingFiles(int failAt) {
      this.failAt = failAt;
    }

    private void step(String name) throws IOException {
      steps.add(name);
      if (steps.size() == failAt) {
        throw new IOException("no space left on device");
      }
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
      DurableFiles.local().createDirectories(directory);
    }

    @Override
    public void write(Path file, byte[] content) throws IOException {
      step("write " + file.getFileName());
      DurableFiles.local().write(file, content);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
      step("move to " + to.getFileName());
      DurableFiles.local().move(from, to);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
      step("force " + directory.getFileName());
      DurableFiles.local().forceDirectory(directory);
    }
  }

  private static String classPath() {
    return DurableFiles.class.getProtectionDomain().getCodeSource().getLocation().getPath()
        + System.getProperty("path.separator")
        + Creator.class.getProtectionDomain().getCodeSource().getLocation().getPath();
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"000", "022", "077", "277"})
  void createsForTheOwnerOnlyWhateverTheUmask(String umask) throws Exception {
    Path directory = folder.resolve("a/b");
    Process creator =
        new ProcessBuilder(
                "sh",
                "-c",
                "umask " + umask + "; exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath(),
                Creator.class.getName(),
                directory.toString())
            .inheritIO()
            .start();
    assertThat(creator.waitFor()).isZero();
    assertThat(mode(directory.getParent())).isEqualTo("rwx------");
    assertThat(mode(directory)).isEqualTo("rwx------");
    assertThat(mode(directory.resolve("file"))).isEqualTo("rw-------");
  }

  @Test
  void replacesAFileInThreeSteps() throws IOException {
    Path file = folder.resolve("file");
    Files.writeString(folder.resolve("file.new"), "the rest of a write before");
    FailingFiles disk = new FailingFiles(0);
    disk.replace(file, "one".getBytes(StandardCharsets.UTF_8));
    disk.replace(file, "two".getBytes(StandardCharsets.UTF_8));
    assertThat(file).hasContent("two");
    assertThat(folder.resolve("file.new")).doesNotExist();
    assertThat(disk.steps.subList(0, 3))
        .containsExactly("write file.new", "move to file", "force " + folder.getFileName());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void leavesTheOldOrTheNewContentWhenAStepFails(int step) throws IOException {
    Path file = folder.resolve("file");
    DurableFiles.local().replace(file, "old".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(
            () -> new FailingFiles(step).replace(file, "new".getBytes(StandardCharsets.UTF_8)))
        .hasMessage("no space left on device");
    assertThat(file).hasContent(step < 3 ? "old" : "new");
  }

  @Test
  void writesAlthoughTheThreadIsInterrupted() throws IOException {
    Path file = folder.resolve("file");
    Thread.currentThread().interrupt();
    DurableFiles.local().replace(file, "one".getBytes(StandardCharsets.UTF_8));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(file).hasContent("one");
  }

  @Test
  void keepsTheModeOfAnExistingDirectoryUntilItIsRestricted() throws IOException {
    Path directory = Files.createDirectory(folder.resolve("a"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    OwnerOnly.createDirectories(directory);
    assertThat(mode(directory)).isEqualTo("rwxr-xr-x");
    OwnerOnly.restrictDirectory(directory);
    assertThat(mode(directory)).isEqualTo("rwx------");
  }

  @Test
  void createsNoDirectoryInPlaceOfAFile() throws IOException {
    Path file = Files.createFile(folder.resolve("a"));
    assertThatThrownBy(() -> OwnerOnly.createDirectories(file.resolve("b")))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void createsNoFileInPlaceOfAnother() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "kept");
    assertThatThrownBy(() -> OwnerOnly.createFile(file))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(file).hasContent("kept");
  }
}
