// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.mcp.http.internal.config.GatewaySettings;
import io.portcullis.mcp.http.internal.config.KeyStoreFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway with TLS, whose end points are others than those without. */
class TlsTest {
  @TempDir static Path folder;
  private static KeyStoreFile keys;
  private GatewayRig rig;
  private SSLSocketFactory sockets;

  @BeforeAll
  static void createKeys() throws Exception {
    Path store = folder.resolve("keys.p12");
    Path password = Files.writeString(folder.resolve("password"), "changeit");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-alias",
                "a",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit")
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    keys = new KeyStoreFile(store, "PKCS12", password, "");
  }

  @BeforeEach
  void open() throws Exception {
    rig = new GatewayRig(s -> withKeys(s, keys));
    SslContextFactory.Client client = new SslContextFactory.Client(true);
    client.start();
    SSLContext context = client.getSslContext();
    sockets = context.getSocketFactory();
  }

  private static GatewaySettings withKeys(GatewaySettings s, KeyStoreFile keys) {
    return new GatewaySettings(
        s.host(),
        s.port(),
        s.path(),
        s.publicUrl(),
        s.upstream(),
        s.serverName(),
        s.callers(),
        s.sessionKey(),
        s.errorCode(),
        s.allowedHosts(),
        s.allowedOrigins(),
        s.forwardHeaders(),
        s.authorization(),
        s.upstreamToken(),
        keys,
        s.trustStore(),
        s.answers(),
        s.limits(),
        s.connections());
  }

  @AfterEach
  void close() throws IOException {
    rig.close();
  }

  private ClientStub client() throws IOException {
    return new ClientStub(sockets.createSocket("127.0.0.1", rig.gateway.port()));
  }

  @Test
  void callsPassOverOneConnection() throws IOException {
    String large = "{\"text\":\"" + "x".repeat(1 << 20) + "\"}";
    try (ClientStub client = client()) {
      for (int n = 1; n < 20; n++) {
        ClientStub.Whole reply =
            client
                .post(n % 5 == 0 ? GatewayRig.call(n, "a", large) : GatewayRig.call(n, "a"))
                .whole();
        assertThat(reply.body()).contains("\"id\":" + n + ",").contains("\"done\":true");
      }
    }
  }

  @Test
  void bareLineFeedIsRefused() throws IOException {
    try (ClientStub client = client()) {
      client.raw("POST /mcp HTTP/1.1\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(client.head().status()).isEqualTo(400);
    }
  }

  @Test
  void clientThatHasGoneIsFound() throws IOException {
    var stages = rig.gate.holding();
    try (ClientStub client = client()) {
      client.post(GatewayRig.CALL);
      Await.next(stages);
    }
    rig.untilEmpty();
    rig.untilWaiting(0);
    assertThat(rig.server.executions()).isZero();
  }
}
