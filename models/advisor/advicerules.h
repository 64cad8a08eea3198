// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to advise(): the questions by subject, and what their answers are made with.

#include "advisor/advice.h"

#include <QtCore/QCoreApplication>

#include <span>

namespace cacheledger
{

struct AdviceText {
    Q_DECLARE_TR_FUNCTIONS(Advice)
};

/// A question: its name and what answers it. `answer` fills all but id and title.
struct AdviceRule {
    const char* id;
    const char* title; ///< untranslated, context "Advice"
    AdviceFinding (*answer)(const AdviceInput& input);
};

std::span<const AdviceRule> memoryAdvice();
std::span<const AdviceRule> trafficAdvice();
std::span<const AdviceRule> safetyAdvice();

std::span<const AdviceRule> latencyAdvice();

/// Whose advice fits: their settings differ.
enum class ServerFamily { Redis, Valkey, KeyDb, Dragonfly, Other };
ServerFamily familyOf(const AdviceInput& input);

namespace adviceanswer
{
AdviceFinding fine(const QString& evidence);
AdviceFinding notCheckable(const QString& missing);
AdviceFinding found(Severity severity, const QString& evidence, const QString& action, const QString& wayBack,
                    AdviceConfidence confidence = AdviceConfidence::High);
/// The same with what it is held against.
AdviceFinding heldAgainst(const QString& threshold, AdviceFinding finding);
/// "The server does not tell X."
AdviceFinding notTold(const char* metric);
/// "Memory used: 93.1 %".
QString spokenValue(const char* metric, double value);
} // namespace adviceanswer

} // namespace cacheledger
