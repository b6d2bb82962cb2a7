// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnerOnlyTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "rw-------, true",
    "r--------, true",
    "---------, true",
    "rw-r-----, false",
    "rw----r--, false",
    "rw-----w-, false",
    "rw---x---, false"
  })
  void fileIsPrivateIfNobodyElseHasAPermission(String mode, boolean expected) throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    assertThat(OwnerOnly.isPrivate(file)).isEqualTo(expected);
  }

  @Test
  void missingFileIsAnError() {
    assertThatThrownBy(() -> OwnerOnly.isPrivate(folder.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void copyOfAPublicFileIsPrivate() throws Exception {
    Path from = Files.writeString(folder.resolve("from"), "content");
    Files.setPosixFilePermissions(from, PosixFilePermissions.fromString("rw-rw-rw-"));
    Path to = folder.resolve("to");
    OwnerOnly.copy(from, to);
    assertThat(to).hasContent("content");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(to)))
        .isEqualTo("rw-------");
  }

  @Test
  void copyReplacesNoFile() throws Exception {
    Path from = Files.writeString(folder.resolve("from"), "content");
    Path to = Files.writeString(folder.resolve("to"), "other");
    assertThatThrownBy(() -> OwnerOnly.copy(from, to))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(to).hasContent("other");
  }
}
