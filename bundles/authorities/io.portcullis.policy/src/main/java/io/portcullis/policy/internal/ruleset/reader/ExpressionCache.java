// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.ruleset.reader;

import io.portcullis.policy.internal.cel.CompiledExpression;
import io.portcullis.policy.internal.cel.compile.Declarations;
import io.portcullis.policy.internal.cel.compile.ResultType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The compiled expressions of the documents that were loaded last, so that a reload compiles only
 * what has changed. Its size is bounded by those documents. Thread-safe.
 */
public final class ExpressionCache {

  /** An expression and everything that its compilation depends on. */
  record Key(String source, ResultType type, Declarations declarations) {}

  private volatile Map<Key, CompiledExpression> kept = Map.of();

  /** Creates an empty cache. */
  public ExpressionCache() {}

  /** Starts a load. */
  public Load load() {
    return new Load();
  }

  /** Returns the number of kept expressions. */
  public int size() {
    return kept.size();
  }

  /** The expressions of one load. Equal expressions are compiled once. Thread-safe. */
  public final class Load {
    private final Map<Key, CompiledExpression> used = new ConcurrentHashMap<>();
    private final Map<Key, CompiledExpression> earlier = kept;

    private Load() {}

    @Nullable CompiledExpression find(Key key) {
      CompiledExpression found = used.get(key);
      if (found == null) {
        found = earlier.get(key);
        if (found != null) {
          used.put(key, found);
        }
      }
      return found;
    }

    void add(Key key, CompiledExpression expression) {
      used.put(key, expression);
    }

    /** Keeps the expressions of this load for the next one, and no others. */
    public void keep() {
      kept = Map.copyOf(used);
    }
  }
}
