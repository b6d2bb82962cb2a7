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

/** Determines who made the change that the current thread reports. */
final class ActorResolver {
  private final RegistryAccess services;
  private final Path home;

  /**
   * Creates a resolver that looks up the operator for each change.
   *
   * @param services finds the service that names the operator
   * @param home the folder that file names are relative to
   */
  ActorResolver(RegistryAccess services, Path home) {
    this.services = services;
    this.home = home;
  }

  /** Returns the operator whose command runs in this thread, or else the thread. */
  Actor ofThread() {
    return operator().orElseGet(() -> Actor.ofThread(Thread.currentThread()));
  }

  /** Returns the operator whose command runs in this thread, or else another actor. */
  Actor ofOperatorOr(Supplier<Actor> other) {
    return operator().orElseGet(other);
  }

  /**
   * Returns the operator whose command runs in this thread, or else the owner of the file of a
   * configuration.
   *
   * @param file the file's URI, as File Install stores it, or null
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
        | FileSystemNotFoundException e) { // not a file, or it was deleted meanwhile
      return new Actor(Actor.UNKNOWN, "file " + uri);
    }
  }
}
