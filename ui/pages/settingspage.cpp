// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settingspage.h"

#include "ui/pages/channelsettings.h"
#include "ui/pages/historysettings.h"
#include "ui/pagescroll.h"
#include "ui/timerange.h"
#include "ui/useractions.h"
#include "ui/widgets.h"

#include <QtCore/QCoreApplication>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSpinBox>
#include <QtWidgets/QToolButton>

#include <utility>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static QString preferenceText(const char* text)
{
    return QCoreApplication::translate("Preference", text);
}

/// What a choice is called; one that is not known here is shown as it stands in the file.
static QString choiceText(const QString& key, const QString& choice)
{
    if (key == "settingsWatch"_L1 && choice == "auto"_L1)
        return QCoreApplication::translate("SettingsPage", "Default user only");
    static constexpr std::pair<const char*, const char*> known[] = {
        {"system", QT_TRANSLATE_NOOP("SettingsPage", "As the desktop")},
        {"light", QT_TRANSLATE_NOOP("SettingsPage", "Light")},
        {"dark", QT_TRANSLATE_NOOP("SettingsPage", "Dark")},
        {"local", QT_TRANSLATE_NOOP("SettingsPage", "Local time")},
        {"utc", QT_TRANSLATE_NOOP("SettingsPage", "UTC")},
        {"auto", QT_TRANSLATE_NOOP("SettingsPage", "By number")},
        {"cards", QT_TRANSLATE_NOOP("SettingsPage", "Cards")},
        {"list", QT_TRANSLATE_NOOP("SettingsPage", "List")},
        {"always", QT_TRANSLATE_NOOP("SettingsPage", "Always")},
        {"never", QT_TRANSLATE_NOOP("SettingsPage", "Never")},
    };
    for (const auto& [id, text] : known) {
        if (choice == QLatin1String(id))
            return QCoreApplication::translate("SettingsPage", text);
    }
    for (const RangePreset& preset : TimeRange::presets()) {
        if (choice == QLatin1String(preset.id))
            return QCoreApplication::translate("TimeRange", preset.label);
    }
    return choice;
}

SettingsPage::SettingsPage(const PageContext& context, QWidget* parent) : Page(context, parent)
{
    auto* left = new QVBoxLayout;
    left->setSpacing(metric::space3);
    left->addWidget(makePreferences());
    left->addWidget(new HistorySettings(context, this));
    left->addStretch(1);
    auto* right = new QVBoxLayout;
    right->setSpacing(metric::space3);
    right->addWidget(makeCaches());
    if (context.services.channels)
        right->addWidget(new ChannelSettings(context, this));
    right->addWidget(makeFiles());
    right->addWidget(makeAbout());
    right->addStretch(1);
    m_columns = new QBoxLayout(QBoxLayout::LeftToRight);
    m_columns->setSpacing(metric::space3);
    m_columns->addLayout(left, 1);
    m_columns->addLayout(right, 1);
    auto* scroll = new PageScroll(this);
    scroll->column()->insertLayout(0, m_columns);
    const CacheStore* caches = context.services.caches;
    // Many changes of one moment are one filling.
    const auto fillSoon = [this] {
        if (!std::exchange(m_fillSoon, true))
            QMetaObject::invokeMethod(this, &SettingsPage::fillCaches, Qt::QueuedConnection);
    };
    connect(caches, &CacheStore::cacheAdded, this, fillSoon);
    connect(caches, &CacheStore::cacheUpdated, this, fillSoon);
    connect(caches, &CacheStore::cacheRemoved, this, fillSoon);
    fillCaches();
}

QFrame* SettingsPage::card(const QString& title, QVBoxLayout** column)
{
    auto* frame = new QFrame(this);
    widgets::makeCard(frame);
    *column = new QVBoxLayout(frame);
    widgets::setMargins(*column, 16, metric::space2);
    (*column)->addWidget(widgets::label(title, context().theme, FontRole::Title, true));
    return frame;
}

void SettingsPage::resizeEvent(QResizeEvent* event)
{
    m_columns->setDirection(width() < 760 ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    Page::resizeEvent(event);
}

QWidget* SettingsPage::makePreferences()
{
    QVBoxLayout* column = nullptr;
    QFrame* frame = card(tr("Preferences"), &column);
    for (const PreferenceInfo& info : Preferences::table()) {
        if (info.group[0] != 0)
            continue; // shown by HistorySettings
        auto* row = new QHBoxLayout;
        row->setSpacing(metric::space3);
        auto* words = new QVBoxLayout;
        words->setSpacing(0);
        QWidget* editor = makeEditor(info);
        QLabel* name = widgets::label(preferenceText(info.label), context().theme, FontRole::Body);
        name->setBuddy(editor);
        QLabel* description = widgets::dimLabel(preferenceText(info.description), context().theme);
        description->setWordWrap(true);
        words->addWidget(name);
        words->addWidget(description);
        row->addLayout(words, 1);
        row->addWidget(editor, 0, Qt::AlignTop);
        column->addLayout(row);
        column->addSpacing(metric::space1);
    }
    m_problem = widgets::label({}, context().theme, FontRole::Small);
    m_problem->setProperty("problem", true);
    m_problem->setWordWrap(true);
    m_problem->hide();
    column->addWidget(m_problem);
    return frame;
}

QWidget* SettingsPage::makeEditor(const PreferenceInfo& info)
{
    const QString key = QString::fromLatin1(info.key);
    const QVariant value = context().services.preferences->value(key);
    QWidget* editor = nullptr;
    switch (info.type) {
    case PreferenceInfo::Type::Bool: {
        auto* box = new QCheckBox;
        box->setChecked(value.toBool());
        connect(box, &QCheckBox::toggled, this, [this, key](bool on) { set(key, on); });
        editor = box;
        break;
    }
    case PreferenceInfo::Type::Int: {
        auto* spin = new QSpinBox;
        spin->setRange(info.minimum, info.maximum);
        spin->setValue(value.toInt());
        spin->setKeyboardTracking(false);
        spin->setGroupSeparatorShown(true);
        connect(spin, &QSpinBox::valueChanged, this, [this, key](int number) { set(key, number); });
        editor = spin;
        break;
    }
    case PreferenceInfo::Type::Choice: {
        auto* box = new QComboBox;
        for (const QString& choice : QString::fromLatin1(info.choices).split(u'|'))
            box->addItem(choiceText(key, choice), choice);
        box->setCurrentIndex(box->findData(value.toString()));
        connect(box, &QComboBox::activated, this, [this, key, box] { set(key, box->currentData()); });
        editor = box;
        break;
    }
    case PreferenceInfo::Type::Text: {
        auto* line = new QLineEdit(value.toString());
        connect(line, &QLineEdit::editingFinished, this, [this, key, line] { set(key, line->text()); });
        editor = line;
        break;
    }
    }
    editor->setObjectName(u"Preference."_s + key);
    editor->setAccessibleName(preferenceText(info.label));
    editor->setAccessibleDescription(preferenceText(info.description));
    if (info.type != PreferenceInfo::Type::Bool)
        editor->setFixedWidth(150);
    return editor;
}

void SettingsPage::set(const QString& key, const QVariant& value)
{
    const auto done = context().services.preferences->set(key, value);
    m_problem->setText(done ? QString() : u"▲ "_s + done.error().text());
    m_problem->setVisible(!done);
}

QWidget* SettingsPage::makeCaches()
{
    QVBoxLayout* column = nullptr;
    QFrame* frame = card(tr("Caches"), &column);
    m_cacheRows = new QVBoxLayout;
    m_cacheRows->setSpacing(metric::space1);
    column->addLayout(m_cacheRows);
    auto* add = widgets::button(tr("&Add cache…"));
    add->setObjectName(u"SettingsAdd"_s);
    connect(add, &QPushButton::clicked, context().actions, &UserActions::addCache);
    auto* import = widgets::button(tr("&Import a list…"));
    import->setObjectName(u"SettingsImport"_s);
    import->setToolTip(tr("A CSV, targets of redis_exporter, or Redis Insight's export"));
    connect(import, &QPushButton::clicked, context().actions, &UserActions::importCaches);
    auto* row = new QHBoxLayout;
    row->setSpacing(metric::space2);
    row->addWidget(add);
    row->addWidget(import);
    row->addStretch(1);
    column->addLayout(row);
    return frame;
}

void SettingsPage::fillCaches()
{
    m_fillSoon = false;
    while (QLayoutItem* item = m_cacheRows->takeAt(0)) {
        if (item->widget()) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
    for (const CacheConfig& cache : context().services.caches->caches())
        m_cacheRows->addWidget(makeCacheRow(cache));
    if (context().services.caches->caches().empty())
        m_cacheRows->addWidget(widgets::dimLabel(tr("No cache is configured yet."), context().theme, FontRole::Body));
}

QWidget* SettingsPage::makeCacheRow(const CacheConfig& cache)
{
    auto* row = new QWidget(this);
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(metric::space1);
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    auto* name = new ElidedLabel(row);
    name->setFont(context().theme->font(FontRole::Body, true));
    name->setText(cache.name);
    auto* address = new ElidedLabel(row);
    address->setFont(context().theme->font(FontRole::Small));
    address->setProperty("dim", true);
    const QString first = cache.nodes.empty() ? QString() : cache.nodes.front().endpoint.address();
    address->setText(cache.nodes.size() < 2 ? first : tr("%1 and %2 more").arg(first).arg(cache.nodes.size() - 1));
    words->addWidget(name);
    words->addWidget(address);
    line->addLayout(words, 1);
    UserActions* actions = context().actions;
    const auto addButton = [&](const QString& icon, const QString& text, void (UserActions::*slot)(const CacheId&)) {
        QToolButton* button = widgets::iconButton(context().theme, icon, text.arg(cache.name), row);
        button->setObjectName(u"Cache.%1.%2"_s.arg(icon, cache.name));
        connect(button, &QToolButton::clicked, actions, [actions, slot, id = cache.id] { (actions->*slot)(id); });
        line->addWidget(button);
    };
    addButton(u"edit"_s, tr("Edit %1"), &UserActions::editCache);
    addButton(u"duplicate"_s, tr("Duplicate %1"), &UserActions::duplicateCache);
    addButton(u"remove"_s, tr("Remove %1"), &UserActions::removeCache);
    return row;
}

QWidget* SettingsPage::makeFiles()
{
    QVBoxLayout* column = nullptr;
    QFrame* frame = card(tr("Where things are kept"), &column);
    const QString text = context().services.profileText;
    QLabel* files = widgets::label(text.isEmpty() ? tr("Nothing is kept in this session.") : text, context().theme,
                                   FontRole::Small);
    files->setTextFormat(Qt::PlainText);
    files->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    files->setWordWrap(true);
    files->setAccessibleName(tr("Files"));
    column->addWidget(files);
    const SecretVault* secrets = context().services.secrets;
    QLabel* passwords =
        widgets::dimLabel(!secrets || secrets->sessionOnly()
                              ? tr("Passwords last only until CacheLedger ends: there is no system keychain.")
                              : tr("Passwords are kept in the system keychain, never in a file."),
                          context().theme);
    passwords->setWordWrap(true);
    column->addWidget(passwords);
    return frame;
}

QWidget* SettingsPage::makeAbout()
{
    QVBoxLayout* column = nullptr;
    QFrame* frame = card(tr("About"), &column);
    const QString version = context().services.version;
    column->addWidget(widgets::label(version.isEmpty() ? u"CacheLedger"_s : u"CacheLedger "_s + version,
                                     context().theme, FontRole::Body, true));
    QLabel* licence =
        widgets::dimLabel(tr("Free software under the GNU General Public License, version 3 or later. Without any "
                             "warranty. Made with Qt %1.")
                              .arg(QString::fromLatin1(qVersion())),
                          context().theme);
    licence->setWordWrap(true);
    column->addWidget(licence);
    return frame;
}

} // namespace cacheledger
