// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.pinning.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.mcp.pinning.PinEvents;
import io.portcullis.mcp.pinning.PinStore;
import io.portcullis.mcp.response.ToolPins;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60) // against a test that hangs
class PinProgramTest {
  private static final String A = "sha256:" + "a".repeat(64);
  private static final String B = "sha256:" + "b".repeat(64);

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private int run(String... arguments) {
    assertThat(PinProgram.isMeantBy(List.of(arguments))).isTrue();
    out.reset();
    return new PinProgram(folder.resolve("pins.json"), new PrintStream(out, true))
        .run(List.of(arguments));
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8).strip();
  }

  @Test
  void acceptsAToolThatARunningGatewayHasSeen() {
    try (PinStore gateway = new PinStore(folder.resolve("pins.json"), PinEvents.NONE)) {
      gateway.seen("files", Map.of("read", A)).toCompletableFuture().join();
      gateway.seen("files", Map.of("read", B)).toCompletableFuture().join();

      assertThat(run("--pins")).isZero();
      assertThat(said()).isEqualTo("files read: pinned " + A + ", seen " + B);
      assertThat(run("--accept", "files", "read", A)).isEqualTo(1);
      assertThat(said()).endsWith("see portcullis mcp --pins");
      assertThat(run("--accept", "files", "read", B)).isZero();

      assertThat(gateway.status("files", "read")).isEqualTo(ToolPins.PinStatus.PINNED);
      assertThat(run("--pins")).isZero();
      assertThat(said()).isEqualTo("no changed tool must be accepted");
    }
  }

  @Test
  void refusesInvalidArguments() {
    assertThat(run("--accept", "files")).isEqualTo(2);
    assertThat(said()).isEqualTo("usage: portcullis mcp --accept SERVER TOOL [DIGEST]");
    assertThat(run("--pins", "files")).isEqualTo(2);
    assertThat(said()).isEqualTo("usage: portcullis mcp --pins [--all]");
  }

  @Test
  void failsOnADamagedFile() throws IOException {
    Files.writeString(folder.resolve("pins.json"), "nonsense");
    assertThat(run("--pins")).isEqualTo(1);
    assertThat(run("--accept", "files", "read")).isEqualTo(1);
    assertThat(said()).contains("stays denied");
    assertThat(folder.resolve("pins.json")).hasContent("nonsense");
  }

  @Test
  void otherCommandsAreNotPinCommands() {
    assertThat(PinProgram.isMeantBy(List.of())).isFalse();
    assertThat(PinProgram.isMeantBy(List.of("--pin", "--pins"))).isFalse();
    assertThat(PinProgram.isMeantBy(List.of("--", "--accept"))).isFalse();
  }
}
