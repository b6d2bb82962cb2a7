// SPDX-License-Identifier: Apache-2.0

/** The budgets of documents and the prices of models. */
@NullMarked
package io.portcullis.policy.internal.budget;

import org.jspecify.annotations.NullMarked;
