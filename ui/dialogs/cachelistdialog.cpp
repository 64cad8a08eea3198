// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/cachelistdialog.h"

#include "ui/figuretable.h"
#include "ui/widgets.h"

#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QPushButton>

#include <algorithm>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static constexpr int mostPreviewedRows = 12;
static constexpr qint64 mostReadBytes = 11 * 1024 * 1024; // more is refused by who reads it

CacheListDialog::CacheListDialog(Services services, Theme* theme, QWidget* parent)
    : QDialog(parent),
      m_services(std::move(services)),
      m_file(widgets::label({}, theme, FontRole::Body, true, this)),
      m_message(widgets::label({}, theme, FontRole::Body, false, this)),
      m_notes(widgets::dimLabel({}, theme, FontRole::Small, this)),
      m_table(new FigureTable(tr("What the list has"), this, mostPreviewedRows)),
      m_passwords(new QCheckBox(this))
{
    setWindowTitle(tr("Import a list of caches"));
    QLabel* about = widgets::dimLabel(
        tr("A CSV with headings (name, url or host and port, user, environment, tags, tls), targets of redis_exporter "
           "(Prometheus file_sd or scrape configuration), or Redis Insight's export."),
        theme, FontRole::Body, this);
    about->setWordWrap(true);
    m_message->setObjectName(u"ImportMessage"_s);
    m_notes->setObjectName(u"ImportNotes"_s);
    for (QLabel* label : {m_message, m_notes}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    m_passwords->setObjectName(u"ImportPasswords"_s);
    m_passwords->setChecked(true);
    m_passwords->hide();
    m_table->hide();
    auto* column = new QVBoxLayout(this);
    widgets::setMargins(column, metric::space4, metric::space3);
    column->addWidget(about);
    column->addWidget(m_file);
    column->addWidget(m_message);
    column->addWidget(m_table, 1);
    column->addWidget(m_notes);
    column->addWidget(m_passwords);
    column->addStretch(0);
    column->addLayout(makeButtons(theme));
    widgets::resizeDialog(this, {820, 420});
}

QLayout* CacheListDialog::makeButtons(Theme*)
{
    m_choose = widgets::button(tr("&Choose a file…"), this);
    m_choose->setObjectName(u"ImportChoose"_s);
    m_import = widgets::primaryButton(tr("&Import"), this);
    m_import->setObjectName(u"ImportAccept"_s);
    m_import->setEnabled(false);
    auto* cancel = widgets::button(tr("Cancel"), this);
    connect(m_choose, &QPushButton::clicked, this, &CacheListDialog::chooseFile);
    connect(m_import, &QPushButton::clicked, this, &CacheListDialog::takeOver);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    auto* row = new QHBoxLayout;
    row->setSpacing(metric::space2);
    row->addWidget(m_choose);
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(m_import);
    return row;
}

void CacheListDialog::chooseFile()
{
    auto* dialog = new QFileDialog(this, tr("A list of caches"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Lists (*.csv *.json *.yml *.yaml *.txt)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, &CacheListDialog::read);
    dialog->open();
}

void CacheListDialog::read(const QString& file)
{
    m_choose->setEnabled(false);
    m_import->setEnabled(false);
    tell(tr("Reading %1…").arg(QFileInfo(file).fileName()), false);
    m_reading.run(
        [file, known = m_services.caches->caches()]() -> Result<CacheList> {
            QFile source(file);
            if (!source.open(QIODevice::ReadOnly))
                return Error{ErrorCode::Io, tr("The file cannot be read: %1.").arg(source.errorString()), {}};
            return readCacheList(source.read(mostReadBytes), {}, known);
        },
        [this, file](const Result<CacheList>& list) { preview(file, list); });
}

void CacheListDialog::tell(const QString& text, bool problem)
{
    widgets::setStyleProperty(m_message, "problem", problem);
    m_message->setText(problem ? u"▲ "_s + text : text);
}

void CacheListDialog::preview(const QString& file, const Result<CacheList>& list)
{
    m_choose->setEnabled(true);
    m_file->setText(QFileInfo(file).fileName());
    m_list = list ? *list : CacheList();
    m_table->setVisible(list.ok());
    if (list) {
        tell(summary(), false);
        showRows();
    } else {
        tell(list.error().text(), true);
    }
    m_notes->setText(leftOut());
    m_import->setEnabled(!m_list.taken.empty());
    const auto withPassword = std::count_if(m_list.taken.begin(), m_list.taken.end(),
                                            [](const ListedCache& each) { return !each.password.isEmpty(); });
    const bool session = !m_services.secrets || m_services.secrets->sessionOnly();
    m_passwords->setText((session ? tr("Keep %1 passwords until CacheLedger ends (there is no system keychain)")
                                  : tr("Keep %1 passwords in the system keychain"))
                             .arg(withPassword));
    m_passwords->setVisible(withPassword > 0 && m_services.secrets);
    Q_EMIT previewed();
}

QString CacheListDialog::summary() const
{
    const QLocale locale;
    return tr("To be added: %1, not taken: %2.")
        .arg(locale.toString(static_cast<int>(m_list.taken.size())),
             locale.toString(static_cast<int>(m_list.skipped.size())));
}

/// What the list has that does not come along, each once.
QString CacheListDialog::leftOut() const
{
    QStringList left;
    for (const ListedCache& each : m_list.taken)
        left << each.leftOut;
    left.removeDuplicates();
    QStringList notes;
    if (!left.isEmpty())
        notes << tr("Not written into any file: %1.").arg(left.join(u", "_s));
    if (!m_list.unknown.isEmpty())
        notes << tr("Not understood and left out: %1.").arg(m_list.unknown.join(u", "_s));
    return notes.join(u' ');
}

void CacheListDialog::showRows()
{
    std::vector<std::vector<Figure>> rows;
    for (const SkippedCache& each : m_list.skipped)
        rows.push_back({{tr("not taken")}, {each.where}, {each.name}, {}, {}, {each.why}});
    for (const ListedCache& each : m_list.taken) {
        const CacheConfig& cache = each.cache;
        const QString left = each.leftOut.isEmpty() ? QString() : tr("without %1").arg(each.leftOut.join(u", "_s));
        rows.push_back({{tr("added")},
                        {each.where},
                        {cache.name},
                        {cache.nodes.front().endpoint.url()},
                        {(QStringList{cache.environment} + cache.tags).join(u' ').trimmed()},
                        {left}});
    }
    m_table->setContent({tr("What happens"), tr("Where"), tr("Name"), tr("Address"), tr("Tags"), tr("Why")},
                        std::move(rows));
}

void CacheListDialog::takeOver()
{
    std::vector<CacheConfig> caches;
    for (const ListedCache& each : m_list.taken)
        caches.push_back(each.cache);
    // Before they are watched: who watches asks for the password at once.
    const bool keep = m_passwords->isChecked() && m_services.secrets;
    for (const ListedCache& each : m_list.taken) {
        if (keep && !each.password.isEmpty())
            m_services.secrets->write(each.cache.id, each.password);
    }
    if (const auto added = m_services.caches->addAll(caches); !added) {
        for (const ListedCache& each : m_list.taken) {
            if (keep && !each.password.isEmpty())
                m_services.secrets->write(each.cache.id, {});
        }
        return tell(added.error().text(), true);
    }
    Q_EMIT imported(static_cast<int>(caches.size()));
    accept();
}

} // namespace cacheledger
