// SPDX-License-Identifier: GPL-3.0-or-later
#include "incidents/placeholder.h"

#include "alerts/rulecheck.h"
#include "incidents/check.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QRegularExpression>

#include <algorithm>
#include <array>

namespace cacheledger
{

namespace
{

QString placeholderText(const char* text)
{
    return QCoreApplication::translate("Placeholder", text);
}

constexpr const char* metricArgument = "METRIC";
constexpr const char* fieldArgument = "FIELD";

// clang-format off
constexpr std::array<placeholder::Known, 23> knownPlaceholders{{
    {"metric", metricArgument, QT_TRANSLATE_NOOP("Placeholder", "present value of a metric; of rates and ratios over 5 minutes")},
    {"before", metricArgument, QT_TRANSLATE_NOOP("Placeholder", "its value before the incident")},
    {"field", fieldArgument, QT_TRANSLATE_NOOP("Placeholder", "a text field of INFO")},
    {"cache", "", QT_TRANSLATE_NOOP("Placeholder", "name of the cache")},
    {"node", "", QT_TRANSLATE_NOOP("Placeholder", "address of the node")},
    {"cli", "", QT_TRANSLATE_NOOP("Placeholder", "redis-cli with the node's address, for commands")},
    {"incident", "", QT_TRANSLATE_NOOP("Placeholder", "number of the incident")},
    {"title", "", QT_TRANSLATE_NOOP("Placeholder", "title of the incident")},
    {"tier", "", QT_TRANSLATE_NOOP("Placeholder", "critical, warning or information")},
    {"alert", "", QT_TRANSLATE_NOOP("Placeholder", "name of the rule that raised the alert")},
    {"value", "", QT_TRANSLATE_NOOP("Placeholder", "the alert's newest value")},
    {"threshold", "", QT_TRANSLATE_NOOP("Placeholder", "what the alert's value is compared with")},
    {"since", "", QT_TRANSLATE_NOOP("Placeholder", "when it began")},
    {"now", "", QT_TRANSLATE_NOOP("Placeholder", "the time of writing")},
    {"duration", "", QT_TRANSLATE_NOOP("Placeholder", "how long it lasts, or lasted")},
    {"next_update", "", QT_TRANSLATE_NOOP("Placeholder", "when the next message is due")},
    {"expected", "", QT_TRANSLATE_NOOP("Placeholder", "how long resolving it usually takes")},
    {"commander", "", QT_TRANSLATE_NOOP("Placeholder", "who leads the incident")},
    {"status", "", QT_TRANSLATE_NOOP("Placeholder", "what is being done, one sentence")},
    {"actions", "", QT_TRANSLATE_NOOP("Placeholder", "steps that are done")},
    {"cause", "", QT_TRANSLATE_NOOP("Placeholder", "what it came from")},
    {"cost", "", QT_TRANSLATE_NOOP("Placeholder", "what it costs")},
    {"review", "", QT_TRANSLATE_NOOP("Placeholder", "when the review takes place")},
}};
// clang-format on

const placeholder::Known* find(QStringView name)
{
    const auto found = std::ranges::find_if(
        knownPlaceholders, [&](const placeholder::Known& known) { return name == QLatin1String(known.name); });
    return found == knownPlaceholders.end() ? nullptr : &*found;
}

/// One placeholder of a text, or what stands between two.
struct Piece {
    QString text; // what is there, braces included
    bool isPlaceholder = false;
    QString name;
    QString argument;
};

/// `isClosed` becomes false when braces stay open; the rest is a plain text then.
std::vector<Piece> piecesOf(const QString& text, bool& isClosed)
{
    std::vector<Piece> pieces;
    qsizetype at = 0;
    isClosed = true;
    while (at < text.size()) {
        const qsizetype begin = text.indexOf(QLatin1String("{{"), at);
        const qsizetype end = begin < 0 ? -1 : text.indexOf(QLatin1String("}}"), begin);
        if (end < 0) {
            isClosed = begin < 0;
            pieces.push_back({text.mid(at), false, {}, {}});
            break;
        }
        if (begin > at)
            pieces.push_back({text.mid(at, begin - at), false, {}, {}});
        const QString inner = text.mid(begin + 2, end - begin - 2);
        const qsizetype colon = inner.indexOf(u':');
        pieces.push_back({text.mid(begin, end + 2 - begin), true, (colon < 0 ? inner : inner.left(colon)).trimmed(),
                          colon < 0 ? QString() : inner.mid(colon + 1).trimmed()});
        at = end + 2;
    }
    return pieces;
}

QString allNames()
{
    QStringList names;
    for (const placeholder::Known& known : knownPlaceholders)
        names << QLatin1String(known.name) + (*known.argument ? QStringLiteral(":") : QString()) +
                     QLatin1String(known.argument);
    return names.join(QStringLiteral(", "));
}

QString faultOf(const Piece& piece)
{
    const QString shown = piece.text.left(80);
    const placeholder::Known* known = find(piece.name);
    if (!known) {
        if (metricFault(piece.name.toStdString()).isEmpty())
            return placeholderText("has the unknown placeholder %1. Did you mean {{metric:%2}}?")
                .arg(shown, piece.name);
        return placeholderText("has the unknown placeholder %1; known are %2.").arg(shown, allNames());
    }
    if (known->argument == metricArgument) {
        const QString fault = metricFault(piece.argument.toStdString());
        return fault.isEmpty() ? QString() : placeholderText("has %1, whose metric %2").arg(shown, fault);
    }
    if (known->argument == fieldArgument)
        return checkableFields().contains(piece.argument)
                   ? QString()
                   : placeholderText("has %1; fields are %2.").arg(shown, checkableFields().join(QStringLiteral(", ")));
    return piece.argument.isEmpty() ? QString()
                                    : placeholderText("has %1, which takes nothing after a colon.").arg(shown);
}

} // namespace

std::span<const placeholder::Known> placeholder::all()
{
    return knownPlaceholders;
}

QStringList placeholder::faultsOf(const QString& text)
{
    QStringList faults;
    bool isClosed = true;
    for (const Piece& piece : piecesOf(text, isClosed)) {
        const QString fault = piece.isPlaceholder ? faultOf(piece) : QString();
        if (!fault.isEmpty() && !faults.contains(fault))
            faults << fault;
    }
    if (!isClosed)
        faults << placeholderText("has {{ without }}.");
    return faults;
}

FilledText placeholder::fill(const QString& text, const Lookup& lookup)
{
    FilledText filled;
    bool isClosed = true;
    for (const Piece& piece : piecesOf(text, isClosed)) {
        if (!piece.isPlaceholder) {
            filled.text += piece.text;
            continue;
        }
        const PlaceholderValue value = lookup(piece.name, piece.argument);
        if (value.reason.isEmpty()) {
            filled.text += value.text;
            continue;
        }
        filled.text += placeholderText("[not available: %1]").arg(value.reason);
        const QString what = piece.argument.isEmpty() ? piece.name : piece.argument;
        const QString said = what + QStringLiteral(": ") + value.reason;
        if (!filled.missing.contains(said))
            filled.missing << said;
    }
    return filled;
}

static QString shellQuoted(QString word)
{
    static const QRegularExpression plain(QStringLiteral("^[A-Za-z0-9_./:%@-]+\\z"));
    if (plain.match(word).hasMatch() && !word.startsWith(u'-'))
        return word;
    return u'\'' + word.replace(u'\'', QLatin1String("'\\''")) + u'\'';
}

QString placeholder::redisCli(const QString& address, bool tls)
{
    if (address.startsWith(u'/'))
        return QStringLiteral("redis-cli -s ") + shellQuoted(address);
    static const QRegularExpression form(QStringLiteral("^(?:\\[([^\\]]+)\\]|([^:]+)):([0-9]{1,5})\\z"));
    const auto match = form.match(address);
    if (!match.hasMatch())
        return {};
    const QString host = match.captured(1).isEmpty() ? match.captured(2) : match.captured(1);
    return QStringLiteral("redis-cli -h %1 -p %2%3")
        .arg(shellQuoted(host), match.captured(3), tls ? QStringLiteral(" --tls") : QString());
}

} // namespace cacheledger
