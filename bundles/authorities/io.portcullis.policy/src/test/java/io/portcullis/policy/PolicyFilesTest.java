// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.policy.model.PolicyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyFilesTest {
  private static final String ALLOW = "tools: {'*': {allow: false}, rm: {allow: true }}\n";
  private static final String DENY = "tools: {'*': {allow: false}, rm: {allow: false}}\n";

  @TempDir Path home;
  private Path folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createDirectory(home.resolve("policies"));
  }

  private PolicyFiles written(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
    return PolicyFiles.read(folder);
  }

  @Test
  void readsDifferWhenOnlyTheBytesDiffer() throws IOException {
    PolicyFiles before = written("a.yaml", ALLOW);
    Path file = folder.resolve("a.yaml");
    FileTime time = Files.getLastModifiedTime(file);
    Files.writeString(file, DENY);
    Files.setLastModifiedTime(file, time);
    assertThat(PolicyFiles.read(folder)).isNotEqualTo(before);
  }

  @Test
  void readsAreEqualWhenOnlyTheTimeDiffers() throws IOException {
    PolicyFiles before = written("a.yaml", ALLOW);
    Files.setLastModifiedTime(folder.resolve("a.yaml"), FileTime.fromMillis(1));
    PolicyFiles after = PolicyFiles.read(folder);
    assertThat(after).isEqualTo(before).hasSameHashCodeAs(before);
    assertThat(after.digest()).isEqualTo(before.digest());
  }

  @Test
  void readsDifferWhenADocumentIsRenamedOrItsContentMoves() throws IOException {
    written("a.yaml", ALLOW);
    PolicyFiles before = written("b.yaml", DENY);
    Files.move(folder.resolve("b.yaml"), folder.resolve("c.yaml"));
    assertThat(PolicyFiles.read(folder)).isNotEqualTo(before);
    Files.delete(folder.resolve("c.yaml"));
    written("a.yaml", DENY);
    assertThat(written("b.yaml", ALLOW)).isNotEqualTo(before);
  }

  @Test
  void readsDifferWhenAFileCannotBeRead() throws IOException {
    PolicyFiles before = written("a.yaml", ALLOW);
    Files.createSymbolicLink(folder.resolve("b.yaml"), home.resolve("nothing"));
    PolicyFiles after = PolicyFiles.read(folder);
    assertThat(after).isNotEqualTo(before);
    assertThatThrownBy(() -> new PolicyLoader().load(after))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining("b.yaml:1:1: document cannot be read: the file does not exist");
  }

  @Test
  void readOfAnEmptyFolderIsEmpty() throws IOException {
    assertThat(PolicyFiles.read(home.resolve("none")).isEmpty()).isTrue();
    assertThat(PolicyFiles.read(folder).isEmpty()).isTrue();
    assertThat(written("a.yaml", ALLOW).isEmpty()).isFalse();
    assertThat(PolicyFiles.read(folder.resolve("a.yaml")).isEmpty()).isFalse();
  }

  @Test
  void boundsTheSizeOfAllDocumentsTogether() throws IOException {
    String large = "#" + "x".repeat((1 << 20) - 2) + "\n";
    for (int i = 0; i < 16; i++) {
      written("%02d.yaml".formatted(i), large);
    }
    assertThat(PolicyFiles.read(folder).failure()).isEmpty();
    PolicyFiles tooMuch = written("16.yaml", "tools: {}");
    assertThat(tooMuch.isEmpty()).isFalse();
    assertThatThrownBy(() -> new PolicyLoader().load(tooMuch))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining("documents are larger than 16777216 bytes together");
  }

  @Test
  void readsUntilTwoReadsInARowAreEqual() throws Exception {
    PolicyFiles half = written("a.yaml", "tools: {}");
    PolicyFiles whole = written("a.yaml", DENY);
    Deque<PolicyFiles> reads = new ArrayDeque<>(List.of(half, whole, half, whole, whole));
    assertThat(PolicyFiles.stable(reads::remove)).isSameAs(whole);
    assertThat(reads).isEmpty();
  }

  @Test
  void refusesDocumentsThatChangeAtEachRead() throws IOException {
    PolicyFiles allow = written("a.yaml", ALLOW);
    PolicyFiles deny = written("a.yaml", DENY);
    AtomicBoolean odd = new AtomicBoolean();
    assertThatThrownBy(() -> PolicyFiles.stable(() -> odd.getAndSet(!odd.get()) ? allow : deny))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining("documents change while they are read, so none is used");
  }

  @Test
  void neverMixesTheFoldersThatASymbolicLinkPointsTo() throws Exception {
    for (String version : List.of("v1", "v2")) {
      Path documents = Files.createDirectory(home.resolve(version));
      for (int i = 0; i < 20; i++) {
        Files.writeString(documents.resolve("%02d.yaml".formatted(i)), "version: " + version);
      }
    }
    Path link = Files.createSymbolicLink(home.resolve("link"), home.resolve("v1"));
    PolicyFiles first = PolicyFiles.read(home.resolve("v1"));
    PolicyFiles second = PolicyFiles.read(home.resolve("v2"));
    AtomicBoolean stop = new AtomicBoolean();
    Thread swapping = new Thread(() -> swap(link, stop));
    swapping.start();
    try {
      for (int i = 0; i < 500; i++) {
        assertThat(PolicyFiles.read(link)).isIn(first, second);
      }
    } finally {
      stop.set(true);
      swapping.join();
    }
  }

  private void swap(Path link, AtomicBoolean stop) {
    Path next = home.resolve("next");
    try {
      for (int i = 0; !stop.get(); i++) {
        Files.createSymbolicLink(next, home.resolve(i % 2 == 0 ? "v2" : "v1"));
        Files.move(next, link, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
