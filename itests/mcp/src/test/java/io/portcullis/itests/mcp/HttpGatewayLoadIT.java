// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No figure is asserted: they are printed side by side, for whoever wants to know. */
class HttpGatewayLoadIT {
  @TempDir Path home;

  @Test
  void measuresTheExampleServerWithAndWithoutTheGateway() throws IOException {
    NodePackages packages = NodePackages.installed();
    Inspector inspector = new Inspector(packages);
    int port = HttpGateway.freePort();
    try (ChildProcess server = ChildProcess.start(packages.everythingHttp(port))) {
      assertThat(server.firstLine()).contains("listening");
      String url = "http://127.0.0.1:" + port + "/mcp";
      try (HttpGateway gateway = HttpGateway.start(home, Gateway.ALLOWS_ALL, url)) {
        LoadRun direct = load(inspector, url);
        LoadRun governed = load(inspector, gateway.url());
        System.out.printf(
            "inspector --load over HTTP: direct %.0f calls/s, p50 %.2f ms, p99 %.2f ms;"
                + " behind the gateway %.0f calls/s, p50 %.2f ms, p99 %.2f ms%n",
            direct.callsPerSecond(),
            direct.p50Millis(),
            direct.p99Millis(),
            governed.callsPerSecond(),
            governed.p50Millis(),
            governed.p99Millis());
        assertThat(governed.ok()).as("%s", governed).isEqualTo(direct.ok()).isPositive();
      }
    }
  }

  private static LoadRun load(Inspector inspector, String url) throws IOException {
    return inspector.loadHttp(url, "--tool-name", "echo", "--tool-arg", "message=x", "--load-requests", "10000");
  }
}
