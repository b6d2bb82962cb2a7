// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionKeyFileTest {
  @TempDir private Path folder;

  @Test
  void keyIsMadeOnceForItsOwnerOnly() throws IOException {
    Path key = folder.resolve("data").resolve("http").resolve("key");
    byte[] secret = SessionKeyFile.open(key);
    assertThat(secret).hasSize(32);
    assertThat(SessionKeyFile.open(key)).isEqualTo(secret);
    if (key.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
          .isEqualTo("rw-------");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key.getParent())))
          .isEqualTo("rwx------");
    }
    try (var files = Files.list(key.getParent())) {
      assertThat(files).containsExactly(key);
    }
  }

  @Test
  void keyThatWasLostIsReplacedByAnother() throws IOException {
    Path key = folder.resolve("key");
    byte[] secret = SessionKeyFile.open(key);
    Files.delete(key);
    assertThat(SessionKeyFile.open(key)).isNotEqualTo(secret);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "a secret that a person chose"})
  void damagedKeyIsNeitherUsedNorReplaced(String text) throws IOException {
    Path key = folder.resolve("key");
    SessionKeyFile.open(key);
    Files.writeString(key, text);
    assertThatThrownBy(() -> SessionKeyFile.open(key))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("damaged", key.toString());
    assertThat(Files.readString(key)).isEqualTo(text);
  }

  @Test
  void keyThatIsTooLongIsRefused() throws IOException {
    Path key = folder.resolve("key");
    SessionKeyFile.open(key);
    Files.writeString(key, Files.readString(key).strip() + "\n".repeat(300) + "00");
    assertThat(SessionKeyFile.open(key)).as("only blanks were read behind it").hasSize(32);
    Files.writeString(key, "0".repeat(65));
    assertThatThrownBy(() -> SessionKeyFile.open(key)).hasMessageContaining("damaged");
  }

  @Test
  void folderInPlaceOfTheKeyIsRefused() throws IOException {
    Path key = Files.createDirectory(folder.resolve("key"));
    assertThatThrownBy(() -> SessionKeyFile.open(key)).hasMessageContaining("not a readable file");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void keyThatOthersMayReadIsRefused() throws IOException {
    Path key = folder.resolve("key");
    SessionKeyFile.open(key);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> SessionKeyFile.open(key)).hasMessageContaining("open to other users");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("r--------"));
    assertThat(SessionKeyFile.open(key)).hasSize(32);
  }

  @Test
  void folderThatCannotBeMadeIsAnError() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> SessionKeyFile.open(file.resolve("key")))
        .isInstanceOf(IOException.class);
  }
}
