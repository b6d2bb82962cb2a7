// SPDX-License-Identifier: Apache-2.0

/** Reports approval events to the journal and, signed, to the webhook. */
@NullMarked
package io.portcullis.approval.internal.notification;

import org.jspecify.annotations.NullMarked;
