// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StdioPeerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int HANG_SECONDS = 60;

  @Test
  void floodForOneRequestDoesNotHarmAnother() throws Exception {
    String script =
        """
        read -r first
        i=0
        while [ $i -lt 3000 ]; do
          echo '{"jsonrpc":"2.0","method":"notifications/message","params":{}}'
          i=$((i+1))
        done
        read -r second
        echo '{"jsonrpc":"2.0","id":2,"result":{}}'
        read -r third
        """;
    try (StdioPeer peer = new StdioPeer(List.of("sh", "-c", script), true)) {
      StdioPeer.Waiting flooded = peer.request(request("a"));
      StdioPeer.Waiting other = peer.request(request("b"));
      assertThat(next(other).path("id").asText()).isEqualTo("b");
      assertThat(next(flooded)).isSameAs(StdioPeer.ENDED);
    }
  }

  @Test
  void requestsThatWaitAreToldOfTheEnd() throws Exception {
    try (StdioPeer peer = new StdioPeer(List.of("sh", "-c", "read -r first; exit 1"), true)) {
      assertThat(next(peer.request(request("a")))).isSameAs(StdioPeer.ENDED);
      assertThat(next(peer.request(request("b")))).isSameAs(StdioPeer.ENDED);
    }
  }

  @Test
  void whatIsNoMessageEndsTheRequests() throws Exception {
    try (StdioPeer peer =
        new StdioPeer(List.of("sh", "-c", "read -r first; echo '[]'; read -r second"), true)) {
      assertThat(next(peer.request(request("a")))).isSameAs(StdioPeer.ENDED);
    }
  }

  private static JsonNode next(StdioPeer.Waiting waiting) throws InterruptedException {
    return waiting.messages().poll(HANG_SECONDS, TimeUnit.SECONDS);
  }

  private static ObjectNode request(String id) {
    return JSON.createObjectNode().put("jsonrpc", "2.0").put("id", id).put("method", "ping");
  }
}
