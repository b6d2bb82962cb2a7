// SPDX-License-Identifier: Apache-2.0
package io.portcullis.health.internal;

import io.portcullis.api.EnforcementMode;
import io.portcullis.api.health.Health;
import io.portcullis.api.operations.OperationScope;
import io.portcullis.api.operations.OperatorControl;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An engine that can be put together bit by bit; at first all is well. */
final class Engines {
  static final EngineSnapshot.Interceptor RUNTIME =
      new EngineSnapshot.Interceptor("runtime query", true, "embedded");
  static final EngineSnapshot.Interceptor FLOOR =
      new EngineSnapshot.Interceptor("fail-closed floor", false, null);
  static final EngineSnapshot.Interceptor CEILING =
      new EngineSnapshot.Interceptor("fail-closed ceiling", false, null);

  EngineSnapshot.@Nullable Gate gate = new EngineSnapshot.Gate(true);
  @Nullable EnforcementMode mode = EnforcementMode.ENFORCE;
  List<EngineSnapshot.Interceptor> interceptors = List.of(RUNTIME, FLOOR);
  List<String> transports = List.of("embedded");
  final List<OperatorControl.Order> orders = new ArrayList<>();
  final List<Health> parts = new ArrayList<>();

  EngineSnapshot get() {
    return new EngineSnapshot(
        gate,
        mode,
        interceptors,
        transports,
        orders,
        part -> parts.stream().filter(health -> health.part().equals(part)).toList());
  }

  static OperatorControl.Order order(
      OperationScope scope, OperatorControl.State state, String reason) {
    return new OperatorControl.Order(scope, state, Instant.EPOCH, "uid:1000", reason);
  }

  void critical(String part, String detail) {
    parts.add(new Health(part, Health.Level.CRITICAL, detail));
  }
}
