// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssemblyTransportSettingsTest {
  /** The defaults of the annotation, except for some keys. */
  static AssemblyTransportConfig config(Map<String, Object> keys) {
    return (AssemblyTransportConfig)
        Proxy.newProxyInstance(
            AssemblyTransportConfig.class.getClassLoader(),
            new Class<?>[] {AssemblyTransportConfig.class},
            (proxy, method, args) -> {
              Object value = keys.get(method.getName());
              return value == null ? method.getDefaultValue() : value;
            });
  }

  private static AssemblyTransportSettings read(Map<String, Object> keys) {
    return AssemblyTransportSettings.read(config(keys), "", "0.1.0");
  }

  @Test
  void hasDefaultsForAllKeysExceptTheAgent() {
    AssemblyTransportSettings settings = read(Map.of("agentId", "agent-1"));
    assertThat(settings.socket()).isEqualTo(Path.of("/tmp/aa-runtime-agent-1.sock"));
    assertThat(settings.reportEvents()).isTrue();
    assertThat(settings.link().queryTimeout()).isEqualTo(Duration.ofSeconds(6));
    assertThat(settings.link().connectTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.link().sdkVersion()).isEqualTo("0.1.0");
  }

  @ParameterizedTest
  @CsvSource({
    "agentId,'',an agent id",
    "agentId,a/b,an agent id",
    "agentId,a..b,an agent id",
    "socketPath,relative.sock,must be absolute",
    "reportEvents,maybe,reportEvents must be true or false",
    "reportEvents,'',reportEvents must be true or false"
  })
  void refusesInvalidText(String key, String value, String complaint) {
    Map<String, Object> keys =
        key.equals("agentId") ? Map.of(key, value) : Map.of("agentId", "agent-1", key, value);
    assertThatThrownBy(() -> read(keys))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(complaint);
  }

  @ParameterizedTest
  @CsvSource({
    "connectTimeoutMs,0,1,600000",
    "queryTimeoutMs,600001,1,600000",
    "queryTimeoutMs,-1,1,600000",
    "maxUnansweredMs,0,1,600000",
    "maxQueuedBytes,0,1,1073741824",
    "maxQueuedEventBytes,-1,0,1073741824",
    "approvalTimeoutMs,86400001,1,86400000"
  })
  void refusesLongNumbersOutOfBounds(String key, long value, long least, long most) {
    assertThatThrownBy(() -> read(Map.of("agentId", "a", key, value)))
        .hasMessage("%s must be from %d to %d, not %d".formatted(key, least, most, value));
  }

  @ParameterizedTest
  @CsvSource({
    "maxPendingQueries,0,1,100000",
    "maxUnansweredQueries,-1,0,100000",
    "maxApprovals,100001,0,100000"
  })
  void refusesNumbersOutOfBounds(String key, int value, long least, long most) {
    assertThatThrownBy(() -> read(Map.of("agentId", "a", key, value)))
        .hasMessage("%s must be from %d to %d, not %d".formatted(key, least, most, value));
  }

  @Test
  void closesAConnectionNoEarlierThanAQueryTimesOut() {
    assertThat(read(Map.of("agentId", "a")).link().maxUnanswered())
        .isEqualTo(Duration.ofSeconds(10));
    assertThat(read(Map.of("agentId", "a", "queryTimeoutMs", 60_000L)).link().maxUnanswered())
        .isEqualTo(Duration.ofSeconds(60));
    assertThat(read(Map.of("agentId", "a", "maxUnansweredMs", 7_000L)).link().maxUnanswered())
        .isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void refusesNamesLongerThanTheLimit() {
    assertThatThrownBy(() -> read(Map.of("agentId", "a", "org", "o".repeat(1_025))))
        .hasMessage("org has more than 1024 characters");
  }
}
