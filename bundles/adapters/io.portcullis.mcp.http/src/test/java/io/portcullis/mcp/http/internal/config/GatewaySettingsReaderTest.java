// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.api.AgentIdentity;
import io.portcullis.mcp.http.internal.access.CallerAuthenticator;
import io.portcullis.mcp.http.internal.limit.ConnectionLimits;
import io.portcullis.mcp.http.internal.limit.HttpLimits;
import io.portcullis.support.config.InvalidValueException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewaySettingsReaderTest {
  private static final Path HOME = Path.of("/home");
  private static final String DIGEST = "ab".repeat(32);

  private static GatewaySettings read(Map<String, Object> changed) {
    Map<String, Object> values = new HashMap<>();
    values.put("port", 8_090);
    values.put("upstream", "https://mcp.example.com/mcp");
    values.put("serverName", "files");
    values.putAll(changed);
    return GatewaySettingsReader.read(config(values), values, HOME.toString());
  }

  /** As the component runtime gives it: lists are arrays, and a dot is an underscore. */
  private static HttpConfig config(Map<String, Object> values) {
    return (HttpConfig)
        Proxy.newProxyInstance(
            GatewaySettingsReaderTest.class.getClassLoader(),
            new Class<?>[] {HttpConfig.class},
            (proxy, method, arguments) -> {
              Object value = values.get(method.getName().replace('_', '.'));
              if (value == null) {
                return method.getDefaultValue();
              }
              if (method.getReturnType() == String[].class && value instanceof String text) {
                return new String[] {text};
              }
              if (method.getReturnType() == int.class && value instanceof String text) {
                return Integer.parseInt(text); // what is no number is an exception there too
              }
              return value;
            });
  }

  private static void assertRefused(Map<String, Object> changed, String... words) {
    assertThatThrownBy(() -> read(changed))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void defaultsAreTheSafestOnes() {
    GatewaySettings settings = read(Map.of());
    assertThat(settings.host()).isEqualTo("127.0.0.1");
    assertThat(settings.path()).isEqualTo("/mcp");
    assertThat(settings.upstream()).isEqualTo(URI.create("https://mcp.example.com/mcp"));
    assertThat(settings.callers()).isEqualTo(new CallerAuthenticator.Fixed(AgentIdentity.UNKNOWN));
    assertThat(settings.sessionKey()).isEqualTo(HOME.resolve("data/mcp-http/session.key"));
    assertThat(settings.errorCode()).isEqualTo(4_003);
    assertThat(settings.allowedHosts()).isEmpty();
    assertThat(settings.allowedOrigins()).isEmpty();
    assertThat(settings.forwardHeaders()).isEmpty();
    assertThat(settings.authorization()).isTrue();
    assertThat(settings.keyStore()).isNull();
    assertThat(settings.trustStore()).isNull();
    assertThat(settings.limits()).isEqualTo(HttpLimits.DEFAULT);
    assertThat(settings.connections()).isEqualTo(ConnectionLimits.DEFAULT);
  }

  @Test
  void everyKeyIsUnderstood() {
    Map<String, Object> all = new HashMap<>();
    all.put("host", "gateway.example.com");
    all.put("path", "/a/b");
    all.put("agent.tokens", new String[] {"one=sha256:" + DIGEST, "two=sha256:" + "0".repeat(64)});
    all.put("sessionKeyFile", "/keys/session");
    all.put("errorCode", -32_001);
    all.put("allowedHosts", "gateway.example.com, gateway.example.com:8090");
    all.put("allowedOrigins", "https://app.example.com");
    all.put("forwardHeaders", "X-Trace");
    all.put("upstreamTokenFile", "etc/token");
    all.put("tls.keyStore", "etc/keys.p12");
    all.put("tls.passwordFile", "etc/password");
    all.put("upstreamTls.trustStore", "/etc/trust.jks");
    all.put("upstreamTls.trustStoreType", "JKS");
    all.put("upstreamTls.passwordVariable", "TRUST");
    all.put("maxMessageBytes", 2 << 20);
    all.put("maxWaiting", 5);
    all.put("maxOpen", 6);
    all.put("maxHeldBytes", 7L << 20);
    all.put("maxIdleSeconds", 8);
    all.put("maxConnections", 20);
    all.put("maxConnectionsPerPeer", 9);
    all.put("headSeconds", 10);
    all.put("bodySeconds", 11);
    all.put("minBodyBytesPerSecond", 12);
    all.put("maxRefusalsPerMinute", 13);
    all.put("service.pid", "io.portcullis.adapter.mcp.http~files");
    all.put("felix.fileinstall.filename", "file:x");
    all.put("org.apache.karaf.features.configKey", "io.portcullis.adapter.mcp.http-files");
    all.put(":configurator:ranking", 1);
    GatewaySettings settings = read(all);
    assertThat(settings.callers())
        .isEqualTo(
            new CallerAuthenticator.Tokens(
                List.of(
                    new CallerAuthenticator.Tokens.Token(AgentIdentity.of("one"), DIGEST),
                    new CallerAuthenticator.Tokens.Token(
                        AgentIdentity.of("two"), "0".repeat(64)))));
    assertThat(settings.sessionKey()).isEqualTo(Path.of("/keys/session"));
    assertThat(settings.errorCode()).isEqualTo(-32_001);
    assertThat(settings.allowedHosts())
        .containsExactly("gateway.example.com", "gateway.example.com:8090");
    assertThat(settings.allowedOrigins()).containsExactly("https://app.example.com");
    assertThat(settings.forwardHeaders()).containsExactly("X-Trace");
    assertThat(settings.authorization()).isFalse();
    assertThat(settings.upstreamToken()).isEqualTo(HOME.resolve("etc/token"));
    assertThat(settings.keyStore())
        .isEqualTo(
            new KeyStoreFile(
                HOME.resolve("etc/keys.p12"), "PKCS12", HOME.resolve("etc/password"), ""));
    assertThat(settings.trustStore())
        .isEqualTo(new KeyStoreFile(Path.of("/etc/trust.jks"), "JKS", null, "TRUST"));
    assertThat(settings.limits())
        .isEqualTo(new HttpLimits(2 << 20, 1 << 20, 5, 6, 7L << 20, Duration.ofSeconds(8)));
    assertThat(settings.connections())
        .isEqualTo(
            new ConnectionLimits(20, 9, Duration.ofSeconds(10), Duration.ofSeconds(11), 12, 13));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "port|0",
        "port|65536",
        "port|many",
        "path|mcp",
        "path|/a//b",
        "path|/",
        "path|/a?b",
        "host|a b",
        "host|''",
        "upstream|''",
        "upstream|mcp.example.com",
        "upstream|file:///etc/passwd",
        "upstream|https://user:secret@mcp.example.com/mcp",
        "upstream|https://mcp.example.com/mcp#a",
        "upstream|https://mcp.example.com",
        "upstream|https:///mcp",
        "upstream|https://mcp.example.com/a b",
        "serverName|''",
        "serverName|a b",
        "agent.fixed|a b",
        "agent.header|X Agent",
        "agent.tokens|one=sha256:00",
        "agent.tokens|one",
        "agent.tokens|=sha256:abababababababababababababababababababababababababababababababab",
        "sessionKeyFile|''",
        "allowedHosts|https://gateway.example.com",
        "allowedOrigins|app.example.com",
        "forwardHeaders|Host",
        "forwardHeaders|authorization",
        "forwardHeaders|a:b",
        "forwardAuthorization|yes",
        "unprotected|1",
        "decideResults|on",
        "hideDenied|yes",
        "pin|1",
        "maxMessageBytes|1024",
        "maxWaiting|0",
        "maxOpen|-1",
        "maxIdleSeconds|0",
        "maxConnections|-1",
        "maxConnectionsPerPeer|-1",
        "headSeconds|0",
        "headSeconds|3601",
        "bodySeconds|0",
        "minBodyBytesPerSecond|0",
        "maxRefusalsPerMinute|0",
        "maxIdleSeconds|100000",
        "tls.passwordFile|etc/password",
        "tls.keyStore|etc/keys.p12",
        "upstreamTls.trustStore|etc/trust.p12"
      })
  void nonsenseIsRefused(String key, String value) {
    assertThatThrownBy(() -> read(Map.of(key, value))).isInstanceOf(InvalidValueException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"agent.token", "allowedhosts", "tls", "upstreamTls.trustAll", "verify"})
  void unknownKeyIsRefused(String key) {
    assertRefused(Map.of(key, "x"), key, "is not a key");
  }

  @Test
  void oneAddressHasNoMoreConnectionsThanAll() {
    assertRefused(Map.of("maxConnections", 5, "maxConnectionsPerPeer", 6), "maxConnectionsPerPeer");
    assertThat(
            read(Map.of("maxConnections", 5, "maxConnectionsPerPeer", 5)).connections().perPeer())
        .isEqualTo(5);
  }

  @Test
  void refusalNamesTheKeyInOneLine() {
    assertRefused(Map.of("allowedOrigins", "a\u2028b"), "allowedOrigins", "a");
    assertThatThrownBy(() -> read(Map.of("forwardHeaders", "a\u0007b")))
        .hasMessageNotContaining("\u0007");
  }

  @Test
  void rejectsSeveralSourcesOfTheAgent() {
    assertRefused(Map.of("agent.fixed", "a", "agent.header", "X-Agent"), "agent.header");
    assertRefused(Map.of("agent.fixed", "a", "agent.tokens", "a=sha256:" + DIGEST), "agent.tokens");
  }

  @Test
  void tokenOfTwoAgentsIsRefused() {
    assertRefused(
        Map.of("agent.tokens", "a=sha256:" + DIGEST + " b=sha256:" + DIGEST.toUpperCase()),
        "agent.tokens[1]");
  }

  @Test
  void authorizationIsNotPassedOnceItProvesTheAgent() {
    assertThat(read(Map.of("agent.tokens", "a=sha256:" + DIGEST)).authorization()).isFalse();
    assertThat(read(Map.of("forwardAuthorization", "false")).authorization()).isFalse();
    assertThat(read(Map.of()).answers()).isEqualTo(GatewaySettings.Answers.UNTOUCHED);
    assertThat(read(Map.of("hideDenied", "TRUE")).answers())
        .isEqualTo(new GatewaySettings.Answers(false, true, false));
  }

  @Test
  void tokenForTheServerNeedsTlsUnlessItIsOnTheLoopback() {
    String file = "upstreamTokenFile";
    assertRefused(Map.of(file, "t", "upstream", "http://mcp.example.com/mcp"), file);
    assertThat(read(Map.of(file, "t", "upstream", "http://127.0.0.1:1/mcp")).upstreamToken())
        .isEqualTo(HOME.resolve("t"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "gateway.example.com", "127.0.0.1.example"})
  void addressBeyondTheLoopbackNeedsTlsAndTokens(String host) {
    Map<String, Object> values = new HashMap<>(Map.of("host", host));
    assertRefused(values, "host");
    values.put("agent.tokens", "a=sha256:" + DIGEST);
    assertRefused(values, "host", "tls.keyStore");
    values.put("unprotected", "true");
    assertThat(GatewaySettingsReader.isExposed(read(values))).isTrue();
    values.put("unprotected", "false");
    values.put("tls.keyStore", "k");
    values.put("tls.passwordVariable", "V");
    assertThat(GatewaySettingsReader.isExposed(read(values))).isFalse();
    values.remove("agent.tokens");
    assertRefused(values, "host", "agent.tokens");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1", "127.1.2.3", "::1"})
  void loopbackNeedsNothing(String host) {
    assertThat(GatewaySettingsReader.isExposed(read(Map.of("host", host)))).isFalse();
  }
}
