// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.api.health.Health;
import io.portcullis.api.operations.CallClearance.Clearance;
import io.portcullis.api.operations.OperationScope;
import io.portcullis.api.operations.OperatorControl.Order;
import io.portcullis.api.operations.OperatorControl.Signal;
import io.portcullis.api.operations.OperatorControl.State;
import io.portcullis.operations.internal.DurableOperatorControl;
import io.portcullis.operations.internal.Rig;
import io.portcullis.support.files.FileInUseException;
import io.portcullis.testkit.Await;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found at a start. */
class OrdersDirectoryTest {
  @TempDir Path temp;
  private Rig rig;

  @BeforeEach
  void oneOrder() throws Exception {
    rig = new Rig(temp);
    try (DurableOperatorControl control = rig.start()) {
      Rig.give(control, OperationScope.agent("a"), Signal.TERMINATE);
    }
  }

  private void assertEverythingIsTerminated(String complaint) throws Exception {
    try (DurableOperatorControl control = rig.start()) {
      assertThat(control.health().level()).isEqualTo(Health.Level.CRITICAL);
      assertThat(control.health().detail()).contains(complaint).contains("operations");
      for (String agent : new String[] {"a", "b", ""}) {
        assertThat(Await.await(control.clearance(Rig.call(agent)))).isEqualTo(Clearance.TERMINATED);
        Await.await(control.termination(Rig.call(agent)));
      }
      Order all = control.orders().get(0);
      assertThat(all.scope()).isEqualTo(OperationScope.ALL);
      assertThat(all.state()).isEqualTo(State.TERMINATED);
      for (Signal signal : Signal.values()) {
        assertThatThrownBy(() -> Rig.give(control, OperationScope.ALL, signal))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("until that is repaired");
      }
      assertThat(Await.await(control.clearance(Rig.call("a")))).isEqualTo(Clearance.TERMINATED);
      assertThat(rig.gateway.events())
          .last()
          .matches(e -> e.type().equals("operations_unreadable"));
    }
  }

  @Test
  void firstStartHasNoOrdersAndCreatesAnOwnerOnlyFolder() throws Exception {
    Rig first = new Rig(temp.resolve("first"));
    first.start().close();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(first.folder())))
        .isEqualTo("rwx------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(first.file())))
        .isEqualTo("rw-------");
    assertThat(first.folder().resolveSibling("operations.new")).doesNotExist();
  }

  @Test
  void missingFileTerminatesEverythingUntilItIsRestored() throws Exception {
    byte[] content = Files.readAllBytes(rig.file());
    Files.delete(rig.file());
    assertEverythingIsTerminated("is missing");
    assertThat(rig.file()).doesNotExist();
    Files.write(rig.file(), content);
    try (DurableOperatorControl control = rig.start()) {
      assertThat(control.orders()).hasSize(1);
      assertThat(control.health().level()).isEqualTo(Health.Level.OK);
    }
  }

  @Test
  void missingFolderTerminatesEverything() throws Exception {
    Files.delete(rig.file());
    Files.delete(rig.folder());
    assertEverythingIsTerminated("is missing, and the orders with it");
    assertThat(rig.folder()).doesNotExist();
    Files.delete(rig.lockFile()); // as the message says
    try (DurableOperatorControl control = rig.start()) {
      assertThat(control.orders()).isEmpty();
    }
  }

  @Test
  void emptyFolderCreatedByOthersTerminatesEverything() throws Exception {
    rig = new Rig(temp.resolve("mounted"));
    Files.createDirectories(rig.folder());
    assertEverythingIsTerminated("is missing; restore it, or remove the folder");
  }

  @Test
  void brokenFileTerminatesEverythingAndStaysUnchanged() throws Exception {
    Files.writeString(rig.file(), "{\"version\":1,\n\"orders\":[oops]}");
    assertEverythingIsTerminated("line 2, column");
    assertThat(rig.file()).hasContent("{\"version\":1,\n\"orders\":[oops]}");
  }

  @Test
  void oversizedFileTerminatesEverything() throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(rig.file().toFile(), "rw")) {
      file.setLength(OrdersDirectory.MAX_BYTES + 1L);
    }
    assertEverythingIsTerminated("bytes");
  }

  @Test
  void directoryInPlaceOfTheFileTerminatesEverything() throws Exception {
    Files.delete(rig.file());
    Files.createDirectory(rig.file());
    assertEverythingIsTerminated("is not a regular file");
  }

  @Test
  void fileInPlaceOfTheFolderTerminatesEverything() throws Exception {
    rig = new Rig(temp.resolve("odd"));
    Files.createDirectories(rig.folder().getParent());
    Files.writeString(rig.folder(), "");
    assertEverythingIsTerminated("cannot be read");
  }

  @Test
  void unreadableFileTerminatesEverything() throws Exception {
    Files.setPosixFilePermissions(rig.file(), PosixFilePermissions.fromString("---------"));
    Assumptions.assumeFalse(Files.isReadable(rig.file()), "the superuser may read everything");
    assertEverythingIsTerminated("AccessDenied");
  }

  @Test
  void unusableLockFileTerminatesEverything() throws Exception {
    Files.delete(rig.lockFile());
    Files.createDirectory(rig.lockFile());
    assertEverythingIsTerminated("cannot be locked");
  }

  @Test
  void restOfAnUnfinishedWriteIsIgnored() throws Exception {
    Files.writeString(rig.folder().resolve("operations.json.new"), "{");
    try (DurableOperatorControl control = rig.start()) {
      assertThat(control.orders()).hasSize(1);
      Rig.give(control, OperationScope.agent("a"), Signal.REINSTATE);
    }
    try (DurableOperatorControl control = rig.start()) {
      assertThat(control.orders()).isEmpty();
    }
  }

  @Test
  void secondControlDoesNotStartWhileTheFirstRuns() throws Exception {
    try (DurableOperatorControl first = rig.start()) {
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(rig::start)
            .isInstanceOf(FileInUseException.class)
            .hasMessageContaining("operations.lock");
      }
      Rig.give(first, OperationScope.agent("b"), Signal.PAUSE);
    }
    try (DurableOperatorControl next = rig.start()) {
      assertThat(next.orders()).hasSize(2);
    }
  }

  @Test
  void folderIsLockedUnderAnotherPathToo() throws Exception {
    Path link = temp.resolve("link");
    Files.createSymbolicLink(link, temp);
    try (DurableOperatorControl first = rig.start()) {
      assertThatThrownBy(() -> new Rig(link).start()).isInstanceOf(FileInUseException.class);
      assertThat(first.orders()).hasSize(1);
    }
  }
}
