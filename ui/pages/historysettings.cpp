// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/historysettings.h"

#include "metrics/format.h"
#include "ui/retentionpreferences.h"
#include "ui/timerange.h"
#include "ui/widgets.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>
#include <QtCore/QSignalBlocker>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSpinBox>

namespace cacheledger
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int askAgainMs = 5000;
constexpr std::array shownTiers = {Tier::Raw, Tier::Minute, Tier::Hour};

QString historyPreferenceText(const char* text)
{
    return QCoreApplication::translate("Preference", text);
}

QString bytesText(std::optional<double> bytes)
{
    return format::value(bytes, Unit::Bytes).joined();
}

} // namespace

HistorySettings::HistorySettings(const PageContext& context, QWidget* parent) : QFrame(parent), m_context(context)
{
    setObjectName(u"HistorySettings"_s);
    widgets::makeCard(this);
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, 16, metric::space2);
    column->addWidget(widgets::label(tr("History"), context.theme, FontRole::Title, true));
    auto* grid = new QGridLayout;
    grid->setColumnStretch(0, 1);
    addFigure(grid, u"size"_s, tr("On the disk now"));
    addFigure(grid, u"raw"_s, tr("… every sample"));
    addFigure(grid, u"1m"_s, tr("… minutes"));
    addFigure(grid, u"1h"_s, tr("… hours"));
    addFigure(grid, u"growth"_s, tr("Growth a day"));
    addFigure(grid, u"projected"_s, tr("In the long run, as set below"));
    addFigure(grid, u"free"_s, tr("Free on the disk"));
    column->addLayout(grid);
    column->addSpacing(metric::space1);
    for (const PreferenceInfo& info : Preferences::table()) {
        if (QLatin1String(info.group) == "history"_L1)
            column->addWidget(makeEditor(info));
    }
    column->addWidget(makeQuestion());
    m_problem = widgets::label({}, context.theme, FontRole::Small);
    m_problem->setProperty("problem", true);
    m_problem->setWordWrap(true);
    m_problem->hide();
    column->addWidget(m_problem);
    connect(context.services.history, &HistoryClient::usageReady, this,
            [this](quint64 id, const HistoryUsagePtr& usage) {
                if (id == m_asked)
                    showUsage(usage);
            });
    connect(context.services.history, &HistoryClient::failed, this, [this](quint64 id, const Error& error) {
        if (id == m_asked)
            showFailure(error);
    });
    m_again.setInterval(askAgainMs);
    connect(&m_again, &QTimer::timeout, this, &HistorySettings::askForUsage);
    connect(context.services.preferences, &Preferences::changed, this, &HistorySettings::showStored);
}

QLabel* HistorySettings::addFigure(QGridLayout* grid, const QString& id, const QString& name)
{
    const int row = grid->rowCount();
    grid->addWidget(widgets::dimLabel(name, m_context.theme), row, 0);
    QLabel* figure = widgets::label(bytesText(std::nullopt), m_context.theme, FontRole::Small);
    figure->setObjectName(u"HistoryFigure."_s + id);
    figure->setAccessibleName(name);
    grid->addWidget(figure, row, 1, Qt::AlignRight);
    m_figures[id] = figure;
    return figure;
}

QWidget* HistorySettings::makeEditor(const PreferenceInfo& info)
{
    const QString key = QString::fromLatin1(info.key);
    auto* row = new QWidget(this);
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(metric::space3);
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    auto* spin = new QSpinBox;
    spin->setRange(info.minimum, info.maximum);
    spin->setValue(m_context.services.preferences->value(key).toInt());
    spin->setKeyboardTracking(false);
    spin->setGroupSeparatorShown(true);
    spin->setFixedWidth(150);
    spin->setObjectName(u"Preference."_s + key);
    spin->setAccessibleName(historyPreferenceText(info.label));
    spin->setAccessibleDescription(historyPreferenceText(info.description));
    connect(spin, &QSpinBox::valueChanged, this, [this, key](int value) { propose(key, value); });
    m_editors[key] = spin;
    QLabel* name = widgets::label(historyPreferenceText(info.label), m_context.theme, FontRole::Body);
    name->setBuddy(spin);
    QLabel* description = widgets::dimLabel(historyPreferenceText(info.description), m_context.theme);
    description->setWordWrap(true);
    words->addWidget(name);
    words->addWidget(description);
    line->addLayout(words, 1);
    line->addWidget(spin, 0, Qt::AlignTop);
    return row;
}

QWidget* HistorySettings::makeQuestion()
{
    m_question = new QFrame(this);
    m_question->setObjectName(u"HistoryQuestion"_s);
    auto* column = new QVBoxLayout(m_question);
    column->setContentsMargins(0, metric::space1, 0, metric::space1);
    m_loss = widgets::label({}, m_context.theme, FontRole::Body);
    m_loss->setObjectName(u"HistoryLoss"_s);
    m_loss->setTextFormat(Qt::PlainText);
    m_loss->setWordWrap(true);
    column->addWidget(m_loss);
    auto* buttons = new QHBoxLayout;
    m_drop = widgets::button(tr("&Drop it"));
    m_drop->setObjectName(u"HistoryDrop"_s);
    connect(m_drop, &QPushButton::clicked, this, &HistorySettings::apply);
    auto* stay = widgets::primaryButton(tr("&Keep everything as it is"));
    stay->setObjectName(u"HistoryKeep"_s);
    connect(stay, &QPushButton::clicked, this, &HistorySettings::keep);
    buttons->addWidget(stay);
    buttons->addWidget(m_drop);
    buttons->addStretch(1);
    column->addLayout(buttons);
    m_question->hide();
    return m_question;
}

void HistorySettings::showEvent(QShowEvent* event)
{
    QFrame::showEvent(event);
    askForUsage();
    m_again.start();
}

void HistorySettings::hideEvent(QHideEvent* event)
{
    m_again.stop();
    QFrame::hideEvent(event);
}

void HistorySettings::askForUsage()
{
    if (m_asked)
        m_context.services.history->cancel(m_asked);
    m_asked = m_context.services.history->requestUsage();
}

void HistorySettings::setFigure(const QString& id, const QString& text)
{
    m_figures.at(id)->setText(text);
}

void HistorySettings::showUsage(const HistoryUsagePtr& usage)
{
    m_usage = usage;
    std::optional<double> growth;
    for (Tier tier : shownTiers) {
        setFigure(tierName(tier), bytesText(static_cast<double>(usage->tierBytes(tier)) * usage->overhead()));
        if (const auto of = usage->growthPerDay(tier))
            growth = growth.value_or(0) + *of;
    }
    const double unused = static_cast<double>(usage->fileBytes - usage->usedBytes);
    setFigure(
        u"size"_s,
        usage->shrinks || unused < 0.05 * static_cast<double>(usage->fileBytes)
            ? bytesText(static_cast<double>(usage->fileBytes))
            : tr("%1, of which %2 are empty").arg(bytesText(static_cast<double>(usage->fileBytes)), bytesText(unused)));
    setFigure(u"growth"_s, bytesText(growth));
    setFigure(u"projected"_s, bytesText(projectedBytes(retentionPolicy(*m_context.services.preferences), *usage)));
    setFigure(u"free"_s, bytesText(usage->diskFreeBytes ? std::optional(static_cast<double>(*usage->diskFreeBytes))
                                                        : std::nullopt));
    if (!m_proposedKey.isEmpty())
        propose(m_proposedKey, m_proposed);
}

void HistorySettings::showFailure(const Error& error)
{
    setFigure(u"size"_s, error.message);
    if (!m_proposedKey.isEmpty() && !m_usage)
        ask(tr("What this drops cannot be told: the history cannot be read."), true);
}

/// What a policy drops that the present one keeps; empty: nothing.
QString HistorySettings::losses(const RetentionPolicy& policy) const
{
    const RetentionCuts now = planRetention(retentionPolicy(*m_context.services.preferences), *m_usage);
    const RetentionCuts then = planRetention(policy, *m_usage);
    const QString what[] = {tr("every sample before %1, about %2 (the minutes stay)"),
                            tr("minutes before %1, about %2 (the hours stay)"), tr("hours before %1, about %2")};
    QStringList lost;
    for (std::size_t i = 0; i < then.size(); ++i) {
        const qint64 bytes = then[i].bytes - now[i].bytes;
        if (bytes <= 0)
            continue;
        const QDateTime until = QDateTime::fromMSecsSinceEpoch(then[i].beforeMs, m_context.range->zone());
        lost << what[i].arg(QLocale().toString(until, QLocale::ShortFormat),
                            bytesText(static_cast<double>(bytes) * m_usage->overhead()));
    }
    return lost.join(tr("; "));
}

void HistorySettings::propose(const QString& key, int value)
{
    if (!m_proposedKey.isEmpty() && m_proposedKey != key) {
        // One question at a time: the other change is taken back.
        const QSignalBlocker quiet(m_editors.at(m_proposedKey));
        m_editors.at(m_proposedKey)->setValue(m_context.services.preferences->value(m_proposedKey).toInt());
    }
    m_proposedKey = key;
    m_proposed = value;
    const RetentionPolicy before = retentionPolicy(*m_context.services.preferences);
    const RetentionPolicy after = retentionPolicyWith(*m_context.services.preferences, key, value);
    if (before == after)
        return keep();
    if (!m_usage) {
        // The answer asks the question.
        ask(tr("Looking at what this would drop…"), false);
        return;
    }
    const QString lost = losses(after);
    if (lost.isEmpty())
        return apply();
    ask(tr("This drops %1.").arg(lost), true);
}

void HistorySettings::ask(const QString& question, bool answerable)
{
    m_loss->setText(question);
    m_drop->setEnabled(answerable);
    m_question->show();
}

void HistorySettings::apply()
{
    const QString key = std::exchange(m_proposedKey, QString());
    if (key.isEmpty())
        return;
    m_question->hide();
    const auto done = m_context.services.preferences->set(key, m_proposed);
    m_problem->setText(done ? QString() : u"▲ "_s + done.error().text());
    m_problem->setVisible(!done);
    showStored();
}

void HistorySettings::keep()
{
    m_proposedKey.clear();
    m_question->hide();
    showStored();
}

void HistorySettings::showStored()
{
    for (const auto& [key, editor] : m_editors) {
        if (key == m_proposedKey)
            continue;
        const QSignalBlocker quiet(editor);
        editor->setValue(m_context.services.preferences->value(key).toInt());
    }
    if (m_usage)
        setFigure(u"projected"_s,
                  bytesText(projectedBytes(retentionPolicy(*m_context.services.preferences), *m_usage)));
}

} // namespace cacheledger
