// SPDX-License-Identifier: Apache-2.0

/** Authenticates reviewers and says who may decide which call. */
@NullMarked
package io.portcullis.approval.internal.review;

import org.jspecify.annotations.NullMarked;
