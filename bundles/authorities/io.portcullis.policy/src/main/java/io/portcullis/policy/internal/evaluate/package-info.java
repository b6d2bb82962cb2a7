// SPDX-License-Identifier: Apache-2.0

/** Evaluates a request by one document or by a cascade of documents. */
@NullMarked
package io.portcullis.policy.internal.evaluate;

import org.jspecify.annotations.NullMarked;
