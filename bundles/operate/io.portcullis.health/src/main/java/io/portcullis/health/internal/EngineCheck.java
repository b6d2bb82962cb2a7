// SPDX-License-Identifier: Apache-2.0
package io.portcullis.health.internal;

import io.portcullis.api.status.EngineStatus;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;

/**
 * A check of the engine's status; critical when the status is not available. Thread-safe.
 *
 * @param engine reads the status
 * @param verdict turns an available status into a result
 */
record EngineCheck(Supplier<EngineStatus> engine, Function<EngineStatus, Result> verdict)
    implements HealthCheck {

  @Override
  public Result execute() {
    EngineStatus status = engine.get();
    return status.available()
        ? verdict.apply(status)
        : HealthResults.of(Status.CRITICAL, status.explanation());
  }
}
