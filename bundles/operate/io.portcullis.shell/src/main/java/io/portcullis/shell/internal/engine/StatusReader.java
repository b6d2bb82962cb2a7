// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.engine;

import io.portcullis.api.status.EngineInspector;
import io.portcullis.api.status.EngineStatus;
import io.portcullis.shell.internal.command.CurrentServices;

/** Reads the engine's status. Thread-safe. */
final class StatusReader {
  private final CurrentServices services;

  StatusReader(CurrentServices services) {
    this.services = services;
  }

  /** Returns the status now; one that cannot be read counts as shut. */
  EngineStatus read() {
    return EngineInspector.read(
        () -> services.useBest(EngineInspector.class, EngineInspector::inspect).orElse(null));
  }
}
