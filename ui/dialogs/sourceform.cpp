// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/sourceform.h"

#include "ui/dialogs/formfield.h"
#include "ui/layers/sourcewords.h"

#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QSpinBox>

#include <algorithm>
#include <array>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr std::array sourceKinds{SourceKind::OpenMetrics, SourceKind::HttpJson, SourceKind::RedisHash,
                                        SourceKind::RedisLists};
static constexpr std::array httpAuths{HttpAuth::None, HttpAuth::Bearer, HttpAuth::Basic, HttpAuth::Header};

SourceForm::SourceForm(bool secretsLast, Theme* theme, QWidget* parent)
    : QWidget(parent),
      m_theme(theme),
      m_secretsLast(secretsLast)
{
    makeEditors();
    layOut();
    const auto update = [this] {
        updateFields();
        Q_EMIT edited();
    };
    connect(m_kind, &QComboBox::currentIndexChanged, this, update);
    connect(m_auth, &QComboBox::currentIndexChanged, this, update);
    connect(m_preset, &QComboBox::activated, this, &SourceForm::applyPreset);
    connect(m_url, &QLineEdit::editingFinished, this, &SourceForm::completeAddress);
    connect(m_endpoint, &QLineEdit::textChanged, this, &SourceForm::updateFields);
}

void SourceForm::makeEditors()
{
    const auto line = [this](const QString& example) {
        auto* made = new QLineEdit(this);
        made->setPlaceholderText(example);
        return made;
    };
    m_preset = new QComboBox(this);
    m_preset->addItem(tr("none"), -1);
    int number = 0;
    for (const MappingPreset& preset : mappingPresets())
        m_preset->addItem(tr("%1: %2").arg(preset.name, sourcewords::kind(preset.kind)), number++);
    m_kind = new QComboBox(this);
    for (const SourceKind kind : sourceKinds)
        m_kind->addItem(sourcewords::kind(kind), static_cast<int>(kind));
    m_auth = new QComboBox(this);
    for (const HttpAuth auth : httpAuths)
        m_auth->addItem(sourcewords::auth(auth), static_cast<int>(auth));
    for (QComboBox* box : {m_preset, m_kind, m_auth}) { // their longest texts would make a small window scroll
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(10);
    }
    m_interval = new QSpinBox(this);
    m_interval->setRange(SourceConfig::minIntervalMs / 1000, SourceConfig::maxIntervalMs / 1000);
    m_interval->setSuffix(tr(" s"));
    m_name = line(tr("checkout service"));
    m_name->setMaxLength(100);
    m_url = line(u"https://app.example.org:9000/metrics"_s);
    m_endpoint = line(tr("empty: the cache itself"));
    m_key = line({});
    m_authName = line({});
    m_secret = line({});
    m_secret->setEchoMode(QLineEdit::Password);
    m_caFile = line(tr("empty: the system's"));
    m_viaCache = new QCheckBox(this);
    m_viaCache->setObjectName(u"Source.viaCache"_s);
}

FormField* SourceForm::addField(const QString& key, const QString& label, QWidget* editor)
{
    editor->setObjectName(u"Source."_s + key);
    auto* field = new FormField(label, editor, m_theme, this);
    m_fields[key] = field;
    return field;
}

void SourceForm::layOut()
{
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(metric::space3);
    grid->setVerticalSpacing(metric::space2);
    const auto place = [grid](FormField* field, int row, int column, int columns) {
        grid->addWidget(field, row, column, 1, columns, Qt::AlignTop); // beside one with a hint, too
    };
    place(addField(u"name"_s, tr("&Name"), m_name), 0, 0, 1);
    place(addField(u"preset"_s, tr("&Preset"), m_preset), 0, 1, 1);
    place(addField(u"kind"_s, tr("&Kind"), m_kind), 0, 2, 1);
    place(addField(u"interval"_s, tr("Asked e&very"), m_interval), 0, 3, 1);
    // A row of its own for each: hidden ones in the cell of a shown one take the space between rows away.
    place(addField(u"url"_s, tr("A&ddress"), m_url), 1, 0, 2);
    place(addField(u"caFile"_s, tr("Own certificate au&thority"), m_caFile), 1, 2, 2);
    place(addField(u"endpoint"_s, tr("&Redis server"), m_endpoint), 2, 0, 2);
    place(addField(u"key"_s, tr("K&ey"), m_key), 2, 2, 2);
    grid->addWidget(m_viaCache, 3, 0, 1, 4);
    place(addField(u"auth"_s, tr("A&uthentication"), m_auth), 4, 0, 1);
    place(addField(u"authName"_s, tr("User or &header"), m_authName), 4, 1, 1);
    place(addField(u"secret"_s, tr("Se&cret"), m_secret), 4, 2, 2);
    constexpr std::array shares{6, 6, 8, 4}; // two halves; the kinds' names are longer than an interval
    for (int each = 0; each < 4; ++each)
        grid->setColumnStretch(each, shares[static_cast<std::size_t>(each)]);
}

void SourceForm::setSource(const SourceConfig& source, const Route& way, bool isNew)
{
    m_source = source;
    m_way = way;
    m_viaCache->setText(way.isDirect() ? tr("By the cache's &way, which is the direct one")
                                       : tr("By the cache's &way, through %1").arg(way.address()));
    m_viaCache->setChecked(source.viaCache);
    m_name->setText(source.name);
    m_kind->setCurrentIndex(std::max(0, m_kind->findData(static_cast<int>(source.kind))));
    m_interval->setValue(source.intervalMs / 1000);
    m_url->setText(source.url.toString());
    m_endpoint->setText(source.usesNodeOfCache() || isHttp(source.kind) ? QString() : source.endpoint.url());
    m_key->setText(source.key);
    m_auth->setCurrentIndex(std::max(0, m_auth->findData(static_cast<int>(source.auth))));
    m_authName->setText(source.authName);
    m_secret->setPlaceholderText(isNew ? QString() : tr("unchanged"));
    m_caFile->setText(source.caFile);
    updateFields();
}

SourceConfig SourceForm::source() const
{
    SourceConfig source = m_source;
    source.name = m_name->text().trimmed();
    source.kind = static_cast<SourceKind>(m_kind->currentData().toInt());
    source.intervalMs = m_interval->value() * 1000;
    source.url = QUrl();
    source.endpoint = {};
    source.key.clear();
    source.auth = HttpAuth::None;
    source.authName.clear();
    source.caFile.clear();
    source.viaCache = m_viaCache->isChecked();
    if (isHttp(source.kind)) {
        source.url = QUrl(m_url->text().trimmed(), QUrl::StrictMode);
        source.auth = static_cast<HttpAuth>(m_auth->currentData().toInt());
        if (source.auth == HttpAuth::Basic || source.auth == HttpAuth::Header)
            source.authName = m_authName->text().trimmed();
        source.caFile = m_caFile->text().trimmed();
    } else {
        source.key = m_key->text().trimmed();
        if (const auto parsed = parseEndpointUrl(m_endpoint->text().trimmed());
            parsed && !m_endpoint->text().trimmed().isEmpty())
            source.endpoint = parsed->endpoint;
    }
    return source;
}

std::optional<QString> SourceForm::secret() const
{
    const SourceConfig now = source();
    if (!isHttp(now.kind) || now.auth == HttpAuth::None || m_secret->text().isEmpty())
        return {};
    return m_secret->text();
}

const MappingPreset* SourceForm::preset() const
{
    const int number = m_preset->currentData().toInt();
    if (number < 0)
        return nullptr;
    const MappingPreset& preset = mappingPresets()[static_cast<std::size_t>(number)];
    return preset.kind == source().kind ? &preset : nullptr;
}

void SourceForm::updateFields()
{
    const SourceConfig now = source();
    const bool http = isHttp(now.kind);
    if (!preset())
        m_preset->setCurrentIndex(0); // it is for another kind
    for (const char* key : {"url", "caFile", "auth"})
        m_fields[QString::fromLatin1(key)]->setVisible(http);
    m_fields[u"endpoint"_s]->setVisible(!http);
    m_fields[u"key"_s]->setVisible(!http);
    // The cache itself is reached by its way anyhow.
    m_viaCache->setVisible((!m_way.isDirect() || m_source.viaCache) && !now.usesNodeOfCache());
    m_fields[u"authName"_s]->setVisible(http && (now.auth == HttpAuth::Basic || now.auth == HttpAuth::Header));
    m_fields[u"secret"_s]->setVisible(http && now.auth != HttpAuth::None);
    const bool lists = now.kind == SourceKind::RedisLists;
    m_key->setPlaceholderText(lists ? tr("operations, with commas between: embed, generate") : u"app:cache:stats"_s);
    m_fields[u"key"_s]->setHint(lists ? tr("Reads latencies:NAME, success_count:NAME and error_count:NAME.")
                                      : tr("The hash whose fields are counters."));
    m_fields[u"secret"_s]->setHint(m_secretsLast ? tr("Kept in the system keychain.")
                                                 : tr("Kept until CacheLedger ends: there is no system keychain."));
}

/// Its kind and, where nothing was entered, its usual place; the mapping is the assistant's.
void SourceForm::applyPreset()
{
    const int number = m_preset->currentData().toInt();
    if (number < 0)
        return;
    const MappingPreset& chosen = mappingPresets()[static_cast<std::size_t>(number)];
    const int row = m_preset->currentIndex();
    m_kind->setCurrentIndex(m_kind->findData(static_cast<int>(chosen.kind)));
    m_preset->setCurrentIndex(row); // the change of kind has reset it
    if (isHttp(chosen.kind)) {
        completeAddress();
        m_url->setPlaceholderText(u"https://app.example.org:9000"_s + chosen.path);
    } else if (m_key->text().isEmpty() || m_key->text() == m_presetKey) {
        m_presetKey = chosen.path;
        m_key->setText(chosen.path);
    }
    Q_EMIT presetChosen(chosen);
}

/// An address without a path gets the preset's, and so does one whose path another preset brought.
void SourceForm::completeAddress()
{
    const MappingPreset* chosen = preset();
    QUrl url(m_url->text().trimmed(), QUrl::StrictMode);
    if (!chosen || !url.isValid() || url.host().isEmpty())
        return;
    const bool bare = url.path().isEmpty() || url.path() == u"/"_s || url.path() == m_presetPath;
    if (!bare || chosen->path.isEmpty() || url.path() == chosen->path)
        return;
    m_presetPath = chosen->path;
    url.setPath(chosen->path);
    m_url->setText(url.toString());
}

bool SourceForm::validateInput()
{
    const SourceConfig now = source();
    const QString endpoint = m_endpoint->text().trimmed();
    QString endpointProblem;
    if (!isHttp(now.kind) && !endpoint.isEmpty()) {
        const auto parsed = parseEndpointUrl(endpoint);
        endpointProblem = !parsed               ? parsed.error().text()
                          : parsed->hasPassword ? tr("must not hold a password: secrets are never kept in a file.")
                                                : QString();
    }
    m_fields[u"endpoint"_s]->setProblem(endpointProblem);
    m_fields[u"name"_s]->setProblem(now.name.isEmpty() ? tr("is needed.") : QString());
    m_fields[u"url"_s]->setProblem(isHttp(now.kind) && (!now.url.isValid() || now.url.host().isEmpty())
                                       ? tr("must be an address with http:// or https://.")
                                       : QString());
    m_fields[u"key"_s]->setProblem(!isHttp(now.kind) && now.key.isEmpty() ? tr("is needed.") : QString());
    return std::none_of(m_fields.begin(), m_fields.end(), [this](const auto& each) {
        return !each.second->problem().isEmpty() && each.second->isVisibleTo(this);
    });
}

} // namespace cacheledger
