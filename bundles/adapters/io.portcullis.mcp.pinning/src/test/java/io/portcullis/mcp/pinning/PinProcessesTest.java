// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.pinning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.mcp.response.ToolPins.PinComparison;
import io.portcullis.mcp.response.ToolPins.PinStatus;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several processes with one file of pins. */
@Timeout(120) // against a test that hangs
class PinProcessesTest {
  private static final String A = "sha256:" + "a".repeat(64);
  private static final String B = "sha256:" + "b".repeat(64);
  private static final int EACH = 40;

  @TempDir Path folder;

  /** What the other processes do. */
  static final class Other {
    private Other() {}

    public static void main(String[] arguments) throws IOException {
      Path file = Path.of(arguments[1]);
      switch (arguments[0]) {
        case "pin" -> pin(file, arguments[2]);
        case "accept" -> {
          try (PinStore store = new PinStore(file, PinEvents.NONE)) {
            store.accept("files", arguments[2]);
          }
        }
        case "lock" -> {
          try (FileChannel lock =
              FileChannel.open(
                  file.resolveSibling(file.getFileName() + ".lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE)) {
            lock.lock();
            System.out.println("locked");
            System.in.read(); // until this process is ended
          }
        }
        default -> throw new IllegalArgumentException(arguments[0]);
      }
    }
  }

  private static void pin(Path file, String prefix) {
    try (PinStore store = new PinStore(file, PinEvents.NONE)) {
      for (int i = 0; i < EACH; i++) {
        PinComparison sight =
            store.seen("files", Map.of(prefix + i, A)).toCompletableFuture().join();
        if (!sight.equals(new PinComparison.Compared(Set.of()))) {
          throw new IllegalStateException(sight + ": " + store.problem());
        }
      }
    }
  }

  private static Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(Other.class.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  @Test
  void processesLoseNoPinOfEachOther() throws Exception {
    Path file = folder.resolve("pins.json");
    Process one = start("pin", file.toString(), "one");
    Process other = start("pin", file.toString(), "other");
    pin(file, "mine");

    assertThat(one.waitFor()).isZero();
    assertThat(other.waitFor()).isZero();
    try (PinStore store = new PinStore(file, PinEvents.NONE)) {
      assertThat(store.pins()).hasSize(3 * EACH);
    }
  }

  @Test
  void processSeesTheAcceptanceOfAnother() throws Exception {
    Path file = folder.resolve("pins.json");
    try (PinStore gateway = new PinStore(file, PinEvents.NONE)) {
      gateway.seen("files", Map.of("read", A)).toCompletableFuture().join();
      gateway.seen("files", Map.of("read", B)).toCompletableFuture().join();
      assertThat(gateway.status("files", "read")).isEqualTo(PinStatus.CHANGED);

      assertThat(start("accept", file.toString(), "read").waitFor()).isZero();

      assertThat(gateway.status("files", "read")).isEqualTo(PinStatus.PINNED);
    }
  }

  @Test
  void processWaitsForAHeldLockNoLongerThanItsLimit() throws Exception {
    Path file = folder.resolve("pins.json");
    Process holder = start("lock", file.toString());
    byte[] locked = holder.getInputStream().readNBytes("locked".length());
    assertThat(new String(locked, StandardCharsets.UTF_8)).isEqualTo("locked");
    PinFile impatient = new PinFile(file, Duration.ofMillis(1));
    PinFile patient = new PinFile(file, Duration.ofSeconds(60));

    assertThatThrownBy(() -> impatient.change(now -> now.seen("files", Map.of("read", A))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another process");
    assertThat(file).doesNotExist();

    holder.destroyForcibly().waitFor();
    patient.change(now -> now.seen("files", Map.of("read", A)));
    assertThat(file).exists();
  }
}
