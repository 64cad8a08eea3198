// SPDX-License-Identifier: GPL-3.0-or-later
// A translator that marks every text it is asked for: what is visible and unmarked was forgotten.
#include "alerts/rulefile.h"
#include "cost/scenariofile.h"
#include "support/pseudotranslator.h"
#include "support/walk.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>
#include <QtWidgets/QAbstractButton>
#include <QtWidgets/QApplication>
#include <QtWidgets/QCalendarWidget>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QGroupBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QListView>
#include <QtWidgets/QMenu>

using namespace cacheledger;
using namespace Qt::StringLiterals;

/// The rules that come along are data, like the user's own: they have the names and playbooks that their file gives.
static bool isRuleData(const QString& text)
{
    const std::vector<Rule> rules = rulefile::shipped();
    return std::any_of(rules.begin(), rules.end(),
                       [&](const Rule& rule) { return rule.name == text || rule.playbook == text; });
}

/// So are the published examples of the economics calculator.
static bool isScenarioData(const QString& text)
{
    const QStringList names = scenariofile::presetNames();
    return std::any_of(names.begin(), names.end(), [&](const QString& name) {
        const auto preset = scenariofile::preset(name);
        return preset && (preset->note == text || preset->name == text);
    });
}

/// Names that the user gave, addresses, versions, numbers with units that no language changes, and the product's name.
static bool isAllowed(const QString& text)
{
    static const QRegularExpression numbers(u"^[$\\d.,:+\\-−–—·×%\\s()/k◆●■▲○✕…\u00a0]*$"_s);
    static const QRegularExpression names(
        u"^([◆●] )?(CacheLedger( 0\\.1\\.0)?|rag-cache|sessions|embeddings|feature-flags|production|staging|"
        "10\\.0\\.\\d\\.7(:\\d+)?|GET|SET|HGET|EXPIRE|p50|p95|p99|RSS|%|/home/you.*|Ctrl\\+\\d|redis://.*|/run/.*|"
        "yyyy.*|UTC|mymaster|host:26379.*|10\\.0\\.0\\.5=.*|user@bastion\\.example|~/\\.ssh/known_hosts|TLS "
        "1\\.\\d|\\d+\\s(d|h|min|s|ms)|hit_ratio|"
        "checkout|https?://"
        ".*|gold|generate|app:cache:stats|stage\\..*|app\\..*|faq:.*|gpt-4o-mini|USD|EUR|INR|GBP|JPY|"
        "\\d+[smh]|\\d+\\s\\w+\\s\\d{4}\\s[\\d:]+)$"_s,
        QRegularExpression::DotMatchesEverythingOption);
    return numbers.match(text).hasMatch() || names.match(text).hasMatch();
}

static QStringList textsOf(const QWidget& widget)
{
    QStringList texts{widget.toolTip(), widget.accessibleName()};
    if (const auto* label = qobject_cast<const QLabel*>(&widget)) {
        QString plain = label->text();
        if (label->textFormat() == Qt::RichText || plain.startsWith(u'<'))
            plain.remove(QRegularExpression(u"<[^>]*>"_s)).replace(u"&nbsp;"_s, u" "_s);
        texts << plain;
    } else if (const auto* button = qobject_cast<const QAbstractButton*>(&widget)) {
        texts << button->text();
    } else if (const auto* line = qobject_cast<const QLineEdit*>(&widget)) {
        texts << line->placeholderText();
    } else if (const auto* box = qobject_cast<const QComboBox*>(&widget)) {
        for (int i = 0; i < box->count(); ++i)
            texts << box->itemText(i);
    } else if (const auto* group = qobject_cast<const QGroupBox*>(&widget)) {
        texts << group->title();
    } else if (const auto* menu = qobject_cast<const QMenu*>(&widget)) {
        for (const QAction* action : menu->actions())
            texts << action->text();
    } else if (const auto* list = qobject_cast<const QListView*>(&widget)) {
        for (int row = 0; list->model() && row < list->model()->rowCount(); ++row)
            texts << list->model()->index(row, 0).data().toString();
    }
    return texts;
}

class TestTranslation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyVisibleTextIsTranslated()
    {
        cacheledger::testing::PseudoTranslator pseudo;
        QVERIFY(QCoreApplication::installTranslator(&pseudo));
        QStringList forgotten;
        {
            cacheledger::testing::UiFixture fixture;
            cacheledger::testing::walkEverything(fixture, {1366, 768}, [&](QWidget& root, const QString& name) {
                QList<QWidget*> all = root.findChildren<QWidget*>();
                all << &root;
                for (const QWidget* widget : all) {
                    const QWidget* parent = widget->parentWidget();
                    const bool own = !widget->objectName().startsWith(u"qt_"_s) &&
                                     !(parent && parent->objectName().startsWith(u"qt_"_s));
                    if (!own || qobject_cast<const QCalendarWidget*>(widget))
                        continue;
                    for (const QString& text : textsOf(*widget)) {
                        if (!text.isEmpty() && !text.contains(u"[!!"_s) && !isAllowed(text.trimmed()) &&
                            !isRuleData(text) && !isScenarioData(text))
                            forgotten << u"%1: “%2”"_s.arg(name, text);
                    }
                }
            });
        }
        QCoreApplication::removeTranslator(&pseudo);
        forgotten.removeDuplicates();
        QVERIFY2(forgotten.isEmpty(), qPrintable(forgotten.join(u'\n')));
    }
};

QTEST_MAIN(TestTranslation)
#include "tst_translation.moc"
