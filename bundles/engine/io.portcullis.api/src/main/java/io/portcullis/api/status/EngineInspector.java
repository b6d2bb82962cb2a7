// SPDX-License-Identifier: Apache-2.0
package io.portcullis.api.status;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Computes the status of the engine. Shells, health checks and consoles show its answer and apply
 * no rules of their own. It decides no call. Thread-safe.
 */
@ProviderType
public interface EngineInspector {

  /**
   * Inspects the services that are registered now. Asks each health reporter once and waits for
   * nothing else.
   *
   * @return the status at this moment
   * @throws IllegalStateException if the bundle that inspects has stopped
   */
  EngineStatus inspect();

  /**
   * Runs an inspection for a reader, so that all readers treat its failure alike: an engine whose
   * status is unknown counts as shut.
   *
   * @param inspection calls {@link #inspect} on the registered inspector; gives null where none is
   *     registered
   * @return the status, or {@linkplain EngineStatus#unavailable an unavailable one} if there is no
   *     inspector or it fails
   */
  static EngineStatus read(Supplier<? extends @Nullable EngineStatus> inspection) {
    try {
      EngineStatus status = inspection.get();
      return status == null
          ? EngineStatus.unavailable("no engine status is available; start io.portcullis.status")
          : status;
    } catch (RuntimeException | LinkageError e) { // linkage: the bundle was refreshed
      return EngineStatus.unavailable("the engine status cannot be read: " + e);
    }
  }
}
