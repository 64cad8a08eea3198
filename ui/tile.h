// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/headline.h"
#include "ui/widgets.h"

namespace cacheledger
{

class Sparkline;

/// One golden signal in a card: caption and window, value and unit, state in shape, word and colour, change against the
/// period before, sparkline.
class Tile : public QFrame
{
    Q_OBJECT

public:
    Tile(HeadlineSpec spec, Theme* theme, QWidget* parent = nullptr);

    const HeadlineSpec& spec() const { return m_spec; }
    void setContent(const TileContent& content, const QString& window, const QString& comparedWith);
    void setSeries(const FramePtr& frame);
    /// Dims the tile; `since` says since when nothing arrived. Empty: fresh.
    void setStale(const QString& since);

private:
    void restyle();

    HeadlineSpec m_spec;
    Theme* m_theme;
    TileContent m_content;
    QString m_since;
    ElidedLabel* m_caption;
    ElidedLabel* m_window;
    ElidedLabel* m_number;
    ElidedLabel* m_unit;
    SeverityLabel* m_state;
    ElidedLabel* m_change;
    Sparkline* m_spark;
};

} // namespace cacheledger
