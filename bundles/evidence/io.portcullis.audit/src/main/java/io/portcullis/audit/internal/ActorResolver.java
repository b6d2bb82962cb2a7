// SPDX-License-Identifier: Apache-2.0
package io.portcullis.audit.internal;

import io.portcullis.api.operations.CurrentOperator;
import io.portcullis.api.operations.CurrentOperator.Operator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds out who makes the change that the current thread is about to report. */
final class ActorResolver {
  private final RegistryAccess services;
  private final Path home;

  /**
   * Looks operators up with each change.
   *
   * @param services finds the service that names the operator
   * @param home the folder that file names are relative to
   */
  ActorResolver(RegistryAccess services, Path home) {
    this.services = services;
    this.home = home;
  }

  /** The operator whose command runs in this thread, or else the thread. */
  Actor ofThread() {
    return operator().orElseGet(() -> Actor.ofThread(Thread.currentThread()));
  }

  /** The operator whose command runs in this thread, or else another actor. */
  Actor ofOperatorOr(Supplier<Actor> other) {
    return operator().orElseGet(other);
  }

  /**
   * The operator whose command runs in this thread, or else the owner of the file that a
   * configuration was read from.
   *
   * @param file the file's URI, as File Install notes it; null if there is none
   */
  Actor ofConfiguration(@Nullable Object file) {
    Optional<Actor> operator = operator();
    return operator.isPresent() || file == null ? ofThread() : owner(file.toString());
  }

  private Optional<Actor> operator() {
    Optional<Operator> none = Optional.empty();
    return services
        .use(CurrentOperator.class, CurrentOperator::current, none)
        .map(operator -> new Actor(operator.name(), operator.origin()));
  }

  private Actor owner(String uri) {
    try {
      Path file = Path.of(URI.create(uri));
      String from = file.startsWith(home) ? home.relativize(file).toString() : file.toString();
      return new Actor(Files.getOwner(file).getName(), "file " + from);
    } catch (IllegalArgumentException
        | IOException
        | UnsupportedOperationException
        | FileSystemNotFoundException e) { // no file, or one that has gone meanwhile
      return new Actor(Actor.UNKNOWN, "file " + uri);
    }
  }
}
