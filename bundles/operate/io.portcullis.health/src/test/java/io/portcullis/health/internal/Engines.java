// SPDX-License-Identifier: Apache-2.0
package io.portcullis.health.internal;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.Health;
import io.portcullis.api.OperationScope;
import io.portcullis.api.OperatorSwitch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An engine that can be put together bit by bit; at first all is well. */
final class Engines {
  static final Engine.Interceptor RUNTIME =
      new Engine.Interceptor("runtime query", true, "embedded");
  static final Engine.Interceptor FLOOR = new Engine.Interceptor("fail-closed floor", false, null);
  static final Engine.Interceptor CEILING =
      new Engine.Interceptor("fail-closed ceiling", false, null);

  Engine.@Nullable Gate gate = new Engine.Gate(true);
  @Nullable EnforcementMode mode = EnforcementMode.ENFORCE;
  List<Engine.Interceptor> interceptors = List.of(RUNTIME, FLOOR);
  List<String> transports = List.of("embedded");
  final List<OperatorSwitch.Order> orders = new ArrayList<>();
  final List<Health> parts = new ArrayList<>();

  Engine get() {
    return new Engine(
        gate,
        mode,
        interceptors,
        transports,
        orders,
        part -> parts.stream().filter(health -> health.part().equals(part)).toList());
  }

  static OperatorSwitch.Order order(
      OperationScope scope, OperatorSwitch.State state, String reason) {
    return new OperatorSwitch.Order(scope, state, Instant.EPOCH, "uid:1000", reason);
  }

  void critical(String part, String detail) {
    parts.add(new Health(part, Health.Level.CRITICAL, detail));
  }
}
